/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * database.cc: open a database for reading; what it says of itself, its terms and documents.
 */
#include "xapian-c/tables.h"

using xc::guard;
using xc::text;

int xc_database_open(const char *path, xc_database **ret_db, xc_error *err) {
    return guard(err, [&] {
        auto opened = std::make_unique<xc_database>(xc_database{Xapian::Database(), path});
        int status = xc::open_database(opened->path, &opened->db, err);
        if (status == 0)
            *ret_db = opened.release();
        return status;
    });
}

void xc_database_close(xc_database *db) {
    (void)guard(nullptr, [&] {
        delete db;
        return 0;
    });
}

int xc_database_reopen(xc_database *db, xc_error *err) {
    return guard(err, [&] {
        if (db->whole) {
            /* What breaks off leaves some tables closed, and some at the old revision. */
            db->whole = false;
            bool moved = db->db.reopen();
            db->whole = !moved || xc::check_tables(db->path, nullptr) == 0;
            if (db->whole)
                return moved ? 1 : 0;
        }
        db->db.close(); /* the next one needs its descriptors */
        int status = xc::open_database(db->path, &db->db, err);
        db->whole = status == 0;
        return db->whole ? 1 : status;
    });
}

int xc_database_doc_count(xc_database *db, uint32_t *ret_count, xc_error *err) {
    return guard(err, [&] {
        *ret_count = db->db.get_doccount();
        return 0;
    });
}

int xc_database_last_docid(xc_database *db, uint32_t *ret_docid, xc_error *err) {
    return guard(err, [&] {
        *ret_docid = db->db.get_lastdocid();
        return 0;
    });
}

int xc_database_average_length(xc_database *db, double *ret_length, xc_error *err) {
    return guard(err, [&] {
        *ret_length = db->db.get_avlength();
        return 0;
    });
}

int xc_database_revision(xc_database *db, uint64_t *ret_revision, xc_error *err) {
    return guard(err, [&] {
        *ret_revision = db->db.get_revision();
        return 0;
    });
}

int xc_database_has_positions(xc_database *db, xc_error *err) {
    return guard(err, [&] { return db->db.has_positions() ? 1 : 0; });
}

int xc_database_term_freq(xc_database *db, const char *term, size_t len, uint32_t *ret_freq,
                          xc_error *err) {
    return guard(err, [&] {
        *ret_freq = db->db.get_termfreq(text(term, len));
        return 0;
    });
}

int xc_database_collection_freq(xc_database *db, const char *term, size_t len, uint64_t *ret_freq,
                                xc_error *err) {
    return guard(err, [&] {
        *ret_freq = db->db.get_collection_freq(text(term, len));
        return 0;
    });
}

int xc_database_term_exists(xc_database *db, const char *term, size_t len, xc_error *err) {
    return guard(err, [&] { return db->db.term_exists(text(term, len)) ? 1 : 0; });
}

int xc_database_document_length(xc_database *db, uint32_t docid, uint32_t *ret_length,
                                xc_error *err) {
    return guard(err, [&] {
        *ret_length = db->db.get_doclength(docid);
        return 0;
    });
}

int xc_database_document_data(xc_database *db, uint32_t docid, char **ret_data, size_t *ret_len,
                              xc_error *err) {
    return guard(err, [&] {
        xc::give(db->db.get_document(docid).get_data(), ret_data, ret_len);
        return 0;
    });
}

int xc_database_document_value(xc_database *db, uint32_t docid, uint32_t slot, char **ret_value,
                               size_t *ret_len, xc_error *err) {
    return guard(err, [&] {
        xc::give(db->db.get_document(docid).get_value(slot), ret_value, ret_len);
        return 0;
    });
}

int xc_database_document(xc_database *db, uint32_t docid, xc_document **ret_document,
                         xc_error *err) {
    return guard(err, [&] {
        *ret_document = new xc_document{db->db.get_document(docid), std::string()};
        return 0;
    });
}

int xc_database_get_metadata(xc_database *db, const char *key, size_t key_len, char **ret_data,
                             size_t *ret_len, xc_error *err) {
    return guard(err, [&] {
        int status = xc::check_term(key, key_len, err);
        if (status < 0)
            return status;
        std::string value = db->db.get_metadata(text(key, key_len));
        if (value.empty())
            return 0;
        xc::give(value, ret_data, ret_len);
        return 1;
    });
}

int xc_metadata_keys(xc_database *db, const char *prefix, size_t prefix_len, xc_terms **ret_keys,
                     xc_error *err) {
    return guard(err, [&] {
        std::string start = text(prefix, prefix_len);
        return xc::new_terms(db->db.metadata_keys_begin(start), db->db.metadata_keys_end(start),
                             nullptr, ret_keys);
    });
}

int xc_database_terms(xc_database *db, const char *prefix, size_t prefix_len, xc_terms **ret_terms,
                      xc_error *err) {
    return guard(err, [&] {
        std::string start = text(prefix, prefix_len);
        return xc::new_terms(db->db.allterms_begin(start), db->db.allterms_end(start), nullptr,
                             ret_terms);
    });
}

int xc_database_document_terms(xc_database *db, uint32_t docid, xc_terms **ret_terms,
                               xc_error *err) {
    return guard(err, [&] {
        return xc::new_terms(db->db.termlist_begin(docid), db->db.termlist_end(docid), nullptr,
                             ret_terms);
    });
}
