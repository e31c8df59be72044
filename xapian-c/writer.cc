/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * writer.cc: write in explicit transactions that are on disk when they are committed.
 *
 * What libxapian does by itself is undone here: outside a transaction its destructor commits; after
 * a commit that failed the next one succeeds without the batch; commit syncs the files but not the
 * directory whose rename made them current. So a failed write poisons the handle, a poisoned one
 * is always left inside a transaction, which the destructor cancels, and the directory is synced.
 */
#include "xapian-c/directory.h"

#include <cerrno>
#include <sys/stat.h>

using xc::guard;
using xc::text;

struct xc_writer {
    Xapian::WritableDatabase db;
    xc_database reader; /**< shares db's state, and so sees what is not committed */
    xc::Descriptor directory;
    std::string path;
    bool in_transaction = false;
    bool poisoned = false;

    xc_writer(const char *path_, int flags, uint32_t block_bytes, xc::Descriptor &&directory_)
        : db(path_, flags, static_cast<int>(block_bytes)), reader{db},
          directory(std::move(directory_)), path(path_) {}
};

namespace {

int check_writable(const xc_writer *writer, xc_error *err) noexcept {
    if (writer->poisoned)
        return xc::fail(err, XC_E_POISONED,
                        "a write to '%s' failed: only discard and close are left",
                        writer->path.c_str());
    if (!writer->in_transaction)
        return xc::fail(err, XC_E_INVALID_OPERATION, "a change outside a transaction");
    return 0;
}

/** Make a change. Whatever it throws may have thrown away the batch: libxapian cancels inside. */
template <typename Change> int change(xc_writer *writer, xc_error *err, Change make) noexcept {
    int status = check_writable(writer, err);
    if (status < 0)
        return status;
    status = guard(err, [&] {
        make(writer->db);
        return 0;
    });
    if (status < 0)
        writer->poisoned = true;
    return status;
}

/** libxapian cancels an open transaction when it closes, and commits when there is none. */
void close_without_commit(xc_writer *writer) noexcept {
    if (writer->poisoned && !writer->in_transaction)
        (void)guard(nullptr, [&] {
            writer->db.begin_transaction(false);
            return 0;
        });
}

int libxapian_flags(unsigned flags) noexcept {
    int how = flags & XC_WRITER_NEW      ? Xapian::DB_CREATE
              : flags & XC_WRITER_CREATE ? Xapian::DB_CREATE_OR_OPEN
                                         : Xapian::DB_OPEN;
    if (flags & XC_WRITER_NO_TERM_LISTS)
        how |= Xapian::DB_NO_TERMLIST;
    return how | Xapian::DB_BACKEND_GLASS;
}

/** *ret_made is false for a directory that is there already. */
int make_directory(const char *path, bool *ret_made, xc_error *err) noexcept {
    *ret_made = mkdir(path, 0777) == 0;
    if (*ret_made || errno == EEXIST)
        return 0;
    xc::fail_errno(err, errno, "cannot make directory '%s'", path);
    if (err)
        err->code = XC_E_DATABASE_CREATE;
    return XC_E_DATABASE_CREATE;
}

/** Open in a directory that is there; what is created is on disk when this returns 0. */
int open_in(const char *path, unsigned flags, uint32_t block_bytes, xc_writer **ret_writer,
            xc_error *err) {
    bool may_create = flags & (XC_WRITER_CREATE | XC_WRITER_NEW);
    int fd = -1;
    int status = xc::open_directory(path, may_create, &fd, err);
    if (status < 0)
        return status;
    xc::Descriptor directory(fd);
    auto writer = std::make_unique<xc_writer>(path, libxapian_flags(flags), block_bytes,
                                              std::move(directory));
    if (may_create)
        status = xc::sync_directory(writer->directory.get(), path, err);
    if (status == 0)
        *ret_writer = writer.release();
    return status;
}

} // namespace

int xc_writer_open(const char *path, unsigned flags, uint32_t block_bytes, xc_writer **ret_writer,
                   xc_error *err) {
    return guard(err, [&] {
        int status = xc::check_block_bytes(block_bytes, err);
        if (status < 0)
            return status;
        bool made = false;
        if (flags & (XC_WRITER_CREATE | XC_WRITER_NEW))
            status = make_directory(path, &made, err);
        if (status < 0)
            return status;
        xc_writer *writer = nullptr;
        status = guard(err, [&] { return open_in(path, flags, block_bytes, &writer, err); });
        if (status == 0 && made && (status = xc::sync_parent(path, err)) < 0)
            delete writer;
        if (status < 0 && made)
            rmdir(path); /* stays when libxapian has put anything into it */
        if (status == 0)
            *ret_writer = writer;
        return status;
    });
}

void xc_writer_close(xc_writer *writer) {
    if (!writer)
        return;
    close_without_commit(writer);
    delete writer;
}

int xc_writer_begin(xc_writer *writer, xc_error *err) {
    if (writer->poisoned)
        return check_writable(writer, err);
    if (writer->in_transaction)
        return xc::fail(err, XC_E_INVALID_OPERATION, "a transaction is open already");
    int status = guard(err, [&] {
        writer->db.begin_transaction(true);
        return 0;
    });
    writer->in_transaction = status == 0;
    writer->poisoned = status < 0;
    return status;
}

int xc_writer_commit(xc_writer *writer, xc_error *err) {
    int status = check_writable(writer, err);
    if (status < 0)
        return status;
    writer->in_transaction = false; /* as libxapian has it, even when its commit throws */
    errno = 0; /* where libxapian leaves out why it failed, an older errno must not pass for it */
    status = guard(err, [&] {
        writer->db.commit_transaction();
        return xc::sync_directory(writer->directory.get(), writer->path.c_str(), err);
    });
    writer->poisoned = status < 0;
    return status;
}

int xc_writer_discard(xc_writer *writer, xc_error *err) {
    if (!writer->in_transaction && !writer->poisoned)
        return xc::fail(err, XC_E_INVALID_OPERATION, "there is no transaction to discard");
    bool was_poisoned = writer->poisoned;
    int status = guard(was_poisoned ? nullptr : err, [&] {
        if (!writer->in_transaction)
            writer->db.begin_transaction(false);
        writer->in_transaction = false;
        writer->db.cancel_transaction();
        return 0;
    });
    if (status < 0)
        writer->poisoned = true;
    /* A handle that failed is only let go of, and its close drops the changes in any case. */
    return was_poisoned ? 0 : status;
}

int xc_writer_is_poisoned(const xc_writer *writer) {
    return writer->poisoned ? 1 : 0;
}

int xc_writer_add(xc_writer *writer, const xc_document *document, uint32_t *ret_docid,
                  xc_error *err) {
    return change(writer, err, [&](Xapian::WritableDatabase &db) {
        uint32_t docid = db.add_document(document->document);
        if (ret_docid)
            *ret_docid = docid;
    });
}

int xc_writer_replace(xc_writer *writer, uint32_t docid, const xc_document *document,
                      xc_error *err) {
    if (docid == 0)
        return xc::fail(err, XC_E_INVALID_ARGUMENT, "0 is no docid");
    return change(writer, err, [&](Xapian::WritableDatabase &db) {
        db.replace_document(docid, document->document);
    });
}

int xc_writer_replace_unique(xc_writer *writer, const char *term, size_t len,
                             const xc_document *document, uint32_t *ret_docid, xc_error *err) {
    int status = xc::check_term(term, len, err);
    if (status < 0)
        return status;
    return change(writer, err, [&](Xapian::WritableDatabase &db) {
        uint32_t docid = db.replace_document(text(term, len), document->document);
        if (ret_docid)
            *ret_docid = docid;
    });
}

int xc_writer_delete_docid(xc_writer *writer, uint32_t docid, xc_error *err) {
    int status = check_writable(writer, err);
    if (status < 0)
        return status;
    if (docid == 0)
        return xc::fail(err, XC_E_INVALID_ARGUMENT, "0 is no docid");
    /* Asked first, so that a document that is not there is told from a write that failed. */
    status = guard(err, [&] {
        (void)writer->db.get_doclength(docid);
        return 0;
    });
    if (status < 0) {
        writer->poisoned = status != XC_E_NOT_FOUND;
        return status;
    }
    return change(writer, err, [&](Xapian::WritableDatabase &db) { db.delete_document(docid); });
}

int xc_writer_delete_unique(xc_writer *writer, const char *term, size_t len, xc_error *err) {
    int status = xc::check_term(term, len, err);
    if (status < 0)
        return status;
    return change(writer, err,
                  [&](Xapian::WritableDatabase &db) { db.delete_document(text(term, len)); });
}

int xc_writer_set_metadata(xc_writer *writer, const char *key, size_t key_len, const char *data,
                           size_t len, xc_error *err) {
    int status = xc::check_term(key, key_len, err);
    if (status < 0)
        return status;
    return change(writer, err, [&](Xapian::WritableDatabase &db) {
        db.set_metadata(text(key, key_len), text(data, len));
    });
}

xc_database *xc_writer_database(xc_writer *writer) {
    return writer ? &writer->reader : nullptr;
}
