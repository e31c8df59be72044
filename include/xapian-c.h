/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * xapian-c.h: libxapian from plain C.
 *
 * A call returns 0 (or a count, or 1 and 0 for yes and no, where it says so) or a negative XC_E_
 * code, and then says what went wrong in the caller's xc_error, which may be NULL. Outputs named
 * ret_ are set on success only. Terms, keys, values and data are bytes with a length and may hold
 * NULs; only paths are NUL-terminated. No exception leaves a call, nothing is printed.
 *
 * A handle, and everything made from it, belongs to one thread at a time; so do queries that share
 * parts. Different databases may be used in different threads. Every _free and _close takes NULL.
 */
#ifndef XAPIAN_C_H
#define XAPIAN_C_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define XC_API __attribute__((visibility("default")))
#else
#define XC_API
#endif

/* ---- Errors ---------------------------------------------------------------------------------- */

/** What a call can fail with. Codes are only ever added, at the end. */
enum {
    XC_OK = 0,
    XC_E_UNKNOWN = -1,              /**< an exception of no known type */
    XC_E_MEMORY = -2,               /**< an allocation failed */
    XC_E_INVALID_ARGUMENT = -3,     /**< an argument libxapian or this binding does not take */
    XC_E_INVALID_OPERATION = -4,    /**< not now: no transaction, cursor not on an entry, ... */
    XC_E_UNIMPLEMENTED = -5,        /**< libxapian cannot do this here */
    XC_E_RANGE = -6,                /**< a number outside its range */
    XC_E_NOT_FOUND = -7,            /**< no document has this id */
    XC_E_DATABASE = -8,             /**< a database error of no kind below */
    XC_E_DATABASE_NOT_FOUND = -9,   /**< there is no database at this path */
    XC_E_DATABASE_OPENING = -10,    /**< it cannot be opened */
    XC_E_DATABASE_CREATE = -11,     /**< it cannot be created, or is there already */
    XC_E_DATABASE_VERSION = -12,    /**< made by a libxapian of another format */
    XC_E_DATABASE_LOCK = -13,       /**< another writer holds it: try again later */
    XC_E_DATABASE_MODIFIED = -14,   /**< the revision read is gone: reopen and try again */
    XC_E_DATABASE_CLOSED = -15,     /**< used after its close */
    XC_E_CORRUPT = -16,             /**< what is stored cannot be read */
    XC_E_FEATURE_UNAVAILABLE = -17, /**< this libxapian was built without it */
    XC_E_INTERNAL = -18,            /**< a mistake inside libxapian */
    XC_E_ASSERTION = -19,           /**< a failed assertion inside libxapian */
    XC_E_NETWORK = -20,             /**< a remote database failed */
    XC_E_NETWORK_TIMEOUT = -21,     /**< a remote database did not answer in time */
    XC_E_QUERY_PARSER = -22,        /**< libxapian's query parser refused its text */
    XC_E_SERIALISATION = -23,       /**< serialised bytes cannot be decoded */
    XC_E_WILDCARD = -24,            /**< a wildcard expands to more terms than allowed */
    XC_E_SYSTEM = -25,              /**< a system call of ours failed; sys_errno says why */
    XC_E_UNSAFE = -26,              /**< the directory holds what must not be opened */
    XC_E_CALLBACK = -27,            /**< a callback failed; callback_status is what it returned */
    XC_E_POISONED = -28             /**< a write failed: only discard and close are left */
};

#define XC_ERROR_MESSAGE_BYTES 240

/** Where and why a call failed. Owned by the caller; written on failure only. */
typedef struct xc_error {
    int code;            /**< one of XC_E_ */
    int sys_errno;       /**< errno behind it where one is known, else 0 */
    int callback_status; /**< with XC_E_CALLBACK what the callback returned, else 0 */
    char message[XC_ERROR_MESSAGE_BYTES]; /**< one line, NUL-terminated, no control bytes */
} xc_error;

/** "XC_E_CORRUPT" for XC_E_CORRUPT; never NULL. */
XC_API const char *xc_error_name(int code);

/** The libxapian in use, as "1.4.22". */
XC_API const char *xc_version(void);

/** Free what a call gave as char *. */
XC_API void xc_free(void *allocated);

/** What a program says and does before it ends: see xc_terminate_set_handler. */
typedef void (*xc_last_words)(const xc_error *cause);

/** Call `tell` in place of aborting where an exception cannot be caught; NULL: abort again. For the
 *  main() of a program that writes, not for a library: it holds for the whole process
 *  (std::set_terminate). libxapian throws out of a destructor when a call or an allocation fails
 *  at one place inside xc_writer_commit. The database stays as it was before, but the process
 *  cannot go on: `tell`, called in the thread and at the place where that happened, may say so, and
 *  is to end the process with _exit() and to use nothing of this binding; when it returns, the
 *  process aborts. cause->sys_errno is errno as it was found there. */
XC_API void xc_terminate_set_handler(xc_last_words tell);

/* ---- Types ----------------------------------------------------------------------------------- */

typedef struct xc_database xc_database;
typedef struct xc_writer xc_writer;
typedef struct xc_document xc_document;
typedef struct xc_query xc_query;
typedef struct xc_enquire xc_enquire;
typedef struct xc_mset xc_mset;
typedef struct xc_terms xc_terms;         /**< cursor over terms, or metadata keys */
typedef struct xc_tester xc_tester;       /**< tells which documents match a query */
typedef struct xc_memo xc_memo;           /**< what matches of a snapshot remember */
typedef struct xc_postings xc_postings;   /**< cursor over the documents of a term */
typedef struct xc_positions xc_positions; /**< cursor over the positions of a term in a document */
typedef struct xc_values xc_values;       /**< cursor over a value slot */
typedef struct xc_view xc_view;           /**< a document as a callback sees it */

/** Borrowed bytes; data is never NULL, not even when len is 0. */
typedef struct xc_bytes {
    const char *data;
    size_t len;
} xc_bytes;

/* ---- Databases, for reading ------------------------------------------------------------------ */

/** Longest term or metadata key, in bytes as stored; a NUL in it counts twice. */
#define XC_TERM_MAX_BYTES 245

/** Open the glass database in directory `path`, with all its tables: where one cannot be opened,
 *  libxapian would go on without, say, all data.
 *  The directory is looked at first, and refused with XC_E_UNSAFE when it holds an XAPIANDB (stub)
 *  file, or when a table or the lock is anything but a regular file; a path that is no directory
 *  (as a stub file) is XC_E_DATABASE_OPENING. *ret_db is yours: xc_database_close. */
XC_API int xc_database_open(const char *path, xc_database **ret_db, xc_error *err);

/** Close and free. A handle of xc_writer_database() is its writer's: not to be closed. */
XC_API void xc_database_close(xc_database *db);

/** Move to the newest committed revision: 1 when it changed, 0 when not. Cursors made before may
 *  fail with XC_E_DATABASE_MODIFIED later. After a failure nothing is left but to reopen again, or
 *  to close. */
XC_API int xc_database_reopen(xc_database *db, xc_error *err);

XC_API int xc_database_doc_count(xc_database *db, uint32_t *ret_count, xc_error *err);
XC_API int xc_database_last_docid(xc_database *db, uint32_t *ret_docid, xc_error *err);
/** Mean of document lengths (a length is the sum of the wdfs); 0 when empty. */
XC_API int xc_database_average_length(xc_database *db, double *ret_length, xc_error *err);
/** libxapian's own revision. It changes when the database is compacted or copied. */
XC_API int xc_database_revision(xc_database *db, uint64_t *ret_revision, xc_error *err);
/** 1 when any document has positions. Without, phrase and near silently run as AND. */
XC_API int xc_database_has_positions(xc_database *db, xc_error *err);

/** Documents that hold the term; 0 when it is not there. */
XC_API int xc_database_term_freq(xc_database *db, const char *term, size_t len, uint32_t *ret_freq,
                                 xc_error *err);
/** Sum of the term's wdfs over all documents. */
XC_API int xc_database_collection_freq(xc_database *db, const char *term, size_t len,
                                       uint64_t *ret_freq, xc_error *err);
/** 1 or 0. */
XC_API int xc_database_term_exists(xc_database *db, const char *term, size_t len, xc_error *err);

/** What matches of this snapshot remember for one another: lengths of documents, four bytes a
 *  docid, filled as they are met; in 8 MiB the documents of terms that filters name often, in 24
 * MiB those of frequent words and what they weigh there. *ret_memo is yours, for one thread. */
XC_API int xc_memo_new(xc_database *db, xc_memo **ret_memo, xc_error *err);
XC_API void xc_memo_free(xc_memo *memo);

/** XC_E_NOT_FOUND when there is no such document; so for all that take a docid. */
XC_API int xc_database_document_length(xc_database *db, uint32_t docid, uint32_t *ret_length,
                                       xc_error *err);
/** The document's data, yours to xc_free. A NUL byte follows the len bytes. */
XC_API int xc_database_document_data(xc_database *db, uint32_t docid, char **ret_data,
                                     size_t *ret_len, xc_error *err);
/** A value, yours to xc_free; one that is not set is empty. */
XC_API int xc_database_document_value(xc_database *db, uint32_t docid, uint32_t slot,
                                      char **ret_value, size_t *ret_len, xc_error *err);
/** The whole document, as one to change and write back. Yours: xc_document_free. */
XC_API int xc_database_document(xc_database *db, uint32_t docid, xc_document **ret_document,
                                xc_error *err);

/** 1 and the metadata, yours to xc_free (a NUL follows it); 0 when the key has none. */
XC_API int xc_database_get_metadata(xc_database *db, const char *key, size_t key_len,
                                    char **ret_data, size_t *ret_len, xc_error *err);
/** Cursor over metadata keys that begin with `prefix`, in byte order. */
XC_API int xc_metadata_keys(xc_database *db, const char *prefix, size_t prefix_len,
                            xc_terms **ret_keys, xc_error *err);

/** Cursor over all terms that begin with `prefix`, in byte order. */
XC_API int xc_database_terms(xc_database *db, const char *prefix, size_t prefix_len,
                             xc_terms **ret_terms, xc_error *err);
/** Cursor over the terms of one document, in byte order. */
XC_API int xc_database_document_terms(xc_database *db, uint32_t docid, xc_terms **ret_terms,
                                      xc_error *err);
/** Cursor over the documents that hold a term, by docid; the empty term means all documents. */
XC_API int xc_database_postings(xc_database *db, const char *term, size_t len,
                                xc_postings **ret_postings, xc_error *err);
/** Cursor over the positions of a term in a document; empty when there are none. */
XC_API int xc_database_positions(xc_database *db, uint32_t docid, const char *term, size_t len,
                                 xc_positions **ret_positions, xc_error *err);
/** Cursor over the documents that have a value in `slot`, by docid. */
XC_API int xc_database_values(xc_database *db, uint32_t slot, xc_values **ret_values,
                              xc_error *err);

/** Check the database at `path`: the number of errors found, 0 when clean.
 *  *ret_report, yours to xc_free, is the check's own text, cut at 64 KiB; may be NULL. What
 *  libxapian's check says of a document of length 0 whose terms have positions, that it does not
 *  exist or has no terms, is not in either unless it is so. The database must not be written to
 *  meanwhile. */
XC_API int xc_database_check(const char *path, char **ret_report, size_t *ret_len, xc_error *err);

enum {
    XC_COMPACT_KEEP_DOCIDS = 1, /**< leave docids as they are */
    XC_COMPACT_FULLER = 2       /**< smallest, but slow to write to afterwards */
};

/** Write a compacted copy of the database at `source` to `destination`, which must not exist, and
 *  sync the file system and its directory. `block_bytes` is a power of 2 from 2,048 to 65,536, or 0
 * for libxapian's own choice. */
XC_API int xc_database_compact(const char *source, const char *destination, unsigned flags,
                               uint32_t block_bytes, xc_error *err);

/* ---- Cursors --------------------------------------------------------------------------------- *
 *
 * A new cursor stands before its first entry. _next moves on: 1 on an entry, 0 past the last one
 * (and again at every later call), negative on failure. _skip_to moves forward to the first entry
 * at or after its argument, staying when it is there already. Accessors want a 1 before them. */

XC_API int xc_terms_next(xc_terms *terms, xc_error *err);
XC_API int xc_terms_skip_to(xc_terms *terms, const char *term, size_t len, xc_error *err);
/** The term, valid until the cursor moves; {"", 0} when it is on none. */
XC_API xc_bytes xc_terms_term(const xc_terms *terms);
/** Documents that hold the term (not for metadata keys). */
XC_API int xc_terms_freq(xc_terms *terms, uint32_t *ret_freq, xc_error *err);
/** The wdf in the document (cursors over a document's terms only). */
XC_API int xc_terms_wdf(xc_terms *terms, uint32_t *ret_wdf, xc_error *err);
/** Positions in the document (cursors over a document's terms only). */
XC_API int xc_terms_positions(xc_terms *terms, xc_positions **ret_positions, xc_error *err);
XC_API void xc_terms_free(xc_terms *terms);

XC_API int xc_postings_next(xc_postings *postings, xc_error *err);
XC_API int xc_postings_skip_to(xc_postings *postings, uint32_t docid, xc_error *err);
/** Move on through up to `max` entries at once, as that many calls of _next would, and copy them;
 *  ret_wdfs may be NULL. *ret_count < max only at the end. Returns 0 or a failure. */
XC_API int xc_postings_read(xc_postings *postings, uint32_t *ret_docids, uint32_t *ret_wdfs,
                            size_t max, size_t *ret_count, xc_error *err);
/** 0 when on no entry. */
XC_API uint32_t xc_postings_docid(const xc_postings *postings);
XC_API int xc_postings_wdf(xc_postings *postings, uint32_t *ret_wdf, xc_error *err);
XC_API int xc_postings_document_length(xc_postings *postings, uint32_t *ret_length, xc_error *err);
XC_API int xc_postings_positions(xc_postings *postings, xc_positions **ret_positions,
                                 xc_error *err);
XC_API void xc_postings_free(xc_postings *postings);

XC_API int xc_positions_next(xc_positions *positions, xc_error *err);
XC_API int xc_positions_skip_to(xc_positions *positions, uint32_t position, xc_error *err);
/** 0 when on no entry. */
XC_API uint32_t xc_positions_position(const xc_positions *positions);
XC_API void xc_positions_free(xc_positions *positions);

XC_API int xc_values_next(xc_values *values, xc_error *err);
XC_API int xc_values_skip_to(xc_values *values, uint32_t docid, xc_error *err);
XC_API uint32_t xc_values_docid(const xc_values *values);
/** Valid until the cursor moves. */
XC_API xc_bytes xc_values_value(const xc_values *values);
XC_API void xc_values_free(xc_values *values);

/* ---- Writing --------------------------------------------------------------------------------- */

enum {
    XC_WRITER_CREATE = 1, /**< create the database when it is not there */
    XC_WRITER_NEW = 2,    /**< create it, and fail when it is there (XC_E_DATABASE_CREATE) */
    /** The lists of documents' terms need not be there, and are not made: no document can be
     *  replaced or deleted then (XC_E_FEATURE_UNAVAILABLE). */
    XC_WRITER_NO_TERM_LISTS = 4
};

/** Open the one writer of the glass database in directory `path`, checked as for
 *  xc_database_open. A second writer is refused at once: XC_E_DATABASE_LOCK. `block_bytes` counts
 *  when it is created: a power of 2 from 2,048 to 65,536, or 0 for 8,192. */
XC_API int xc_writer_open(const char *path, unsigned flags, uint32_t block_bytes,
                          xc_writer **ret_writer, xc_error *err);

/** Discard an open transaction, close and free; never commits. */
XC_API void xc_writer_close(xc_writer *writer);

/** Begin a transaction. Every change belongs to one: outside it is XC_E_INVALID_OPERATION. */
XC_API int xc_writer_begin(xc_writer *writer, xc_error *err);

/** Commit the transaction. On success all of it is on disk, the directory fsynced too.
 *  On failure the handle is poisoned: a part may or may not be committed; close, open again, and
 *  replay from what the database then says. Some failures end the process before anything is
 *  committed: xc_terminate_set_handler. Sets errno. */
XC_API int xc_writer_commit(xc_writer *writer, xc_error *err);

/** Drop the transaction's changes. Of a poisoned handle too, which stays poisoned. */
XC_API int xc_writer_discard(xc_writer *writer, xc_error *err);

/** 1 when a write has failed: XC_E_POISONED is what every later write and commit returns. A call
 *  refused for its arguments before anything was written does not poison. */
XC_API int xc_writer_is_poisoned(const xc_writer *writer);

XC_API int xc_writer_add(xc_writer *writer, const xc_document *document, uint32_t *ret_docid,
                         xc_error *err);
/** Put the document in place of `docid`'s, which need not exist. */
XC_API int xc_writer_replace(xc_writer *writer, uint32_t docid, const xc_document *document,
                             xc_error *err);
/** Put the document in place of the first one that has `term` and delete any others; add it when
 *  none has. The document is to hold `term` itself. */
XC_API int xc_writer_replace_unique(xc_writer *writer, const char *term, size_t len,
                                    const xc_document *document, uint32_t *ret_docid,
                                    xc_error *err);
/** XC_E_NOT_FOUND, which does not poison, when there is no such document. */
XC_API int xc_writer_delete_docid(xc_writer *writer, uint32_t docid, xc_error *err);
/** Delete every document that has `term`; none is no error. */
XC_API int xc_writer_delete_unique(xc_writer *writer, const char *term, size_t len, xc_error *err);
/** An empty value removes the key. */
XC_API int xc_writer_set_metadata(xc_writer *writer, const char *key, size_t key_len,
                                  const char *data, size_t len, xc_error *err);

/** The writer's database as one to read, with what is not committed yet. Borrowed: valid until
 *  xc_writer_close, not to be closed or reopened. Reading postings makes libxapian merge what it
 *  holds in memory, so look up early in a transaction. NULL for NULL. */
XC_API xc_database *xc_writer_database(xc_writer *writer);

/* ---- Documents ------------------------------------------------------------------------------- */

/** One term of a document, for xc_document_add_postings. */
typedef struct xc_posting {
    const char *term;
    uint32_t len;
    uint32_t wdf;      /**< added to the term's wdf; 0 for a boolean term */
    uint32_t position; /**< 0 for none */
} xc_posting;

XC_API int xc_document_new(xc_document **ret_document, xc_error *err);
XC_API void xc_document_free(xc_document *document);
/** Empty it, for the next document. */
XC_API void xc_document_clear(xc_document *document);

/* A term that is empty or longer than XC_TERM_MAX_BYTES as stored is XC_E_INVALID_ARGUMENT, at
 * once: libxapian itself would fail only when the document is written. */

XC_API int xc_document_add_term(xc_document *document, const char *term, size_t len, uint32_t wdf,
                                xc_error *err);
/** A term for filtering: wdf 0, does not count in the document's length. */
XC_API int xc_document_add_boolean_term(xc_document *document, const char *term, size_t len,
                                        xc_error *err);
XC_API int xc_document_add_posting(xc_document *document, const char *term, size_t len,
                                   uint32_t position, uint32_t wdf, xc_error *err);
/** Add many at once, in any order: all of them, or none when one term is refused. It costs what
 *  single calls cost; positions of a term are cheapest ascending. */
XC_API int xc_document_add_postings(xc_document *document, const xc_posting *postings, size_t count,
                                    xc_error *err);
/** Set a value slot; empty removes it. */
XC_API int xc_document_add_value(xc_document *document, uint32_t slot, const char *value,
                                 size_t len, xc_error *err);
XC_API int xc_document_set_data(xc_document *document, const char *data, size_t len, xc_error *err);
/** Copies, yours to xc_free, with a NUL after them. */
XC_API int xc_document_data(const xc_document *document, char **ret_data, size_t *ret_len,
                            xc_error *err);
XC_API int xc_document_value(const xc_document *document, uint32_t slot, char **ret_value,
                             size_t *ret_len, xc_error *err);
XC_API int xc_document_terms(const xc_document *document, xc_terms **ret_terms, xc_error *err);

/* ---- Queries --------------------------------------------------------------------------------- *
 *
 * A query is built from the leaves up. Constructors share the parts given and leave them yours:
 * free each one when it has been used. */

/** An int, so that any other number is refused, not undefined. So is xc_order. */
typedef int xc_operator;
enum {
    XC_OP_AND = 0,
    XC_OP_OR = 1,
    XC_OP_AND_NOT = 2,   /**< the first, without documents of the others */
    XC_OP_FILTER = 3,    /**< the first, where the others match too; their weight is left out */
    XC_OP_AND_MAYBE = 4, /**< the first, with the weight of the others where they match */
    XC_OP_SYNONYM = 5,   /**< OR, weighted as if all were one term */
    XC_OP_MAX = 6,       /**< OR, with the greatest weight instead of the sum */
    XC_OP_XOR = 7
};

/** Deepest nesting; deeper is XC_E_INVALID_ARGUMENT. libxapian recurses without a limit. */
#define XC_QUERY_MAX_DEPTH 256

/** `wqf` is the term's count in the query (1 as a rule), `position` its place there (0 for none).
 *  The empty term matches every document. */
XC_API int xc_query_term(const char *term, size_t len, uint32_t wqf, uint32_t position,
                         xc_query **ret_query, xc_error *err);
/** Combine `count` queries; no queries match nothing. */
XC_API int xc_query_combine(xc_operator op, const xc_query *const *queries, size_t count,
                            xc_query **ret_query, xc_error *err);
/** Terms in this order within `window` positions; less than `count` counts as that. A part is a
 *  term or an OR of terms; any other is XC_E_UNIMPLEMENTED, SYNONYM too. Runs as AND on a database
 *  without positions: see xc_database_has_positions. */
XC_API int xc_query_phrase(const xc_query *const *queries, size_t count, uint32_t window,
                           xc_query **ret_query, xc_error *err);
/** As phrase, in any order. */
XC_API int xc_query_near(const xc_query *const *queries, size_t count, uint32_t window,
                         xc_query **ret_query, xc_error *err);
/** Documents whose value is in [begin, end] by byte order; a NULL begin or end is no bound, and
 *  without either every document matches, with a value or not. */
XC_API int xc_query_value_range(uint32_t slot, const char *begin, size_t begin_len, const char *end,
                                size_t end_len, xc_query **ret_query, xc_error *err);
/** What the caller knows of documents and libxapian does not: a condition on them. */
typedef struct xc_condition {
    size_t struct_bytes; /**< sizeof(xc_condition) */
    /** 1: it holds for the document, 0: it does not; negative stops the match, which then fails
     *  with XC_E_CALLBACK and that status. Asked after all else: with xc_enquire_set_query_kind
     *  about documents that match what is beside it and that, if it holds, weigh enough to get in.
     *  For one place in a query documents ascend within a match, and none is asked about twice. */
    int (*holds)(void *user, uint32_t docid);
    /** The document, and up to seven others, may be asked about soon: a chance to fetch what that
     *  takes. May be NULL, and need not be called for each that is asked about. */
    void (*expect)(void *user, uint32_t docid);
    uint32_t one_in; /**< for estimates: it holds for one document in so many; at least 1 */
    bool cheap;      /**< to ask it costs no more than to look into a posting list */
} xc_condition;

/** The documents of `query`, with their weights, for which the condition holds. Of several
 *  conditions in one another the cheap ones are asked first, from without to within. It is no part
 * of a phrase, NEAR or SYNONYM: XC_E_UNIMPLEMENTED. `condition` is copied; `user` has to outlive
 * the query and all made of it, and is used from the thread that runs it. By xc_enquire_set_query a
 *  condition on the whole query, or on one side of an AND or FILTER, is asked after the test of the
 *  weight, any other before it. */
XC_API int xc_query_where(const xc_query *query, const xc_condition *condition, void *user,
                          xc_query **ret_query, xc_error *err);
/** Weight times `factor`, which is not negative. */
XC_API int xc_query_scale(double factor, const xc_query *query, xc_query **ret_query,
                          xc_error *err);
XC_API int xc_query_match_all(xc_query **ret_query, xc_error *err);
XC_API int xc_query_match_nothing(xc_query **ret_query, xc_error *err);
/** Matches the given documents, each with `weight`. `docids` is strictly ascending, of documents
 *  that exist, and copied once however often the query is run. */
XC_API int xc_query_docids(const uint32_t *docids, size_t count, double weight,
                           xc_query **ret_query, xc_error *err);
/** Matches documents with docids from `first`, at least 1, to `last`, less than UINT32_MAX, without
 *  weight. A posting list of all documents is not looked at: stand it beside something that matches
 *  documents (FILTER), since by itself it may name docids that no document has any more. */
XC_API int xc_query_docid_range(uint32_t first, uint32_t last, xc_query **ret_query, xc_error *err);
/** Asked now and then during long work: 0 to go on, negative to stop it. */
typedef int (*xc_check)(void *user);
/** All documents of the memo's snapshot that match: bit `docid % 64` of bits[docid / 64] is set for
 *  those, and cleared for all others. `words` is the size of the array, more than the last
 *  docid / 64. `check` may be NULL; one that fails may write into the same *err.
 *  XC_E_DATABASE_MODIFIED: the snapshot is gone, and the memo with it. */
XC_API int xc_query_bits(xc_memo *memo, const xc_query *query, uint64_t *bits, size_t words,
                         xc_check check, void *user, xc_error *err);
/** Is it made of terms, all, nothing, conditions that are cheap, and AND, OR, NOT and their like
 *  alone, without phrases, NEAR, ranges, sources and other conditions? Such a query is cheap to
 *  test a document for. */
XC_API bool xc_query_is_plain(const xc_query *query);
/** "Does this document of the memo's snapshot match?", for a few documents of many, from the
 * posting lists of a plain query; of another it is XC_E_INVALID_ARGUMENT. *ret_tester is yours; the
 * memo's database must stay open as long. */
XC_API int xc_tester_new(xc_memo *memo, const xc_query *query, xc_tester **ret_tester,
                         xc_error *err);
/** 1 or 0; to be asked in ascending order of docids, the same one again at will. */
XC_API int xc_tester_has(xc_tester *tester, uint32_t docid, xc_error *err);
XC_API void xc_tester_free(xc_tester *tester);
/** libxapian's text for it, yours to xc_free. For people, not for programs. */
XC_API int xc_query_description(const xc_query *query, char **ret_text, size_t *ret_len,
                                xc_error *err);
/** Cursor over the terms of the query, sorted, each once. */
XC_API int xc_query_terms(const xc_query *query, xc_terms **ret_terms, xc_error *err);
XC_API void xc_query_free(xc_query *query);

/* ---- Posting sources ------------------------------------------------------------------------- */

/** What a source may match, told when a match begins. */
typedef struct xc_source_bounds {
    uint32_t lower;     /**< it matches at least so many documents */
    uint32_t estimated; /**< about so many */
    uint32_t upper;     /**< at most so many */
    double max_weight;  /**< no document weighs more; one that does fails the match */
} xc_source_bounds;

/** A source of documents by callbacks. Each returns negative to stop the match, which then fails
 *  with XC_E_CALLBACK and that status. They run inside xc_enquire_mset, on its thread. */
typedef struct xc_source_callbacks {
    size_t struct_bytes; /**< sizeof(xc_source_callbacks) */
    /** A match begins: fill the bounds and *ret_state, which the others get. `db` is borrowed for
     *  the match. */
    int (*open)(void *user, xc_database *db, void **ret_state, xc_source_bounds *ret_bounds);
    /** The first document, then those after it by docid: 1 and its id and weight, or 0 at the
     *  end. Those that weigh less than `min_weight` may be left out. */
    int (*next)(void *state, double min_weight, uint32_t *ret_docid, double *ret_weight);
    /** The first document at or after `docid`, as next does. May be NULL: next is called until
     *  there. */
    int (*skip_to)(void *state, uint32_t docid, double min_weight, uint32_t *ret_docid,
                   double *ret_weight);
    /** The match is over, or failed. May be NULL. */
    void (*close)(void *state);
    /** No query needs the source any more. May be NULL. */
    void (*release)(void *user);
} xc_source_callbacks;

/** A query of a source. When it fails `release` is not called. */
XC_API int xc_query_source(const xc_source_callbacks *callbacks, void *user, xc_query **ret_query,
                           xc_error *err);

/* ---- Running a query ------------------------------------------------------------------------- */

/** Sees a document in a match; the view is valid during the call. Returns 1 to take it, 0 to
 *  refuse, negative to stop the match, which then fails with XC_E_CALLBACK. In order of
 *  relevance it is asked only of documents whose weight can still get them in. */
typedef int (*xc_decider)(void *user, xc_view *view);
/** Sees a document that is in the running and its weight. 0, or negative to stop the match. */
typedef int (*xc_spy)(void *user, xc_view *view, double weight);

XC_API uint32_t xc_view_docid(const xc_view *view);
/** The document's data or a value; valid until the callback returns. */
XC_API int xc_view_data(xc_view *view, xc_bytes *ret_data, xc_error *err);
XC_API int xc_view_value(xc_view *view, uint32_t slot, xc_bytes *ret_value, xc_error *err);

/** *ret_enquire is yours; `db` must stay open as long. The weight is libxapian's BM25. */
XC_API int xc_enquire_new(xc_database *db, xc_enquire **ret_enquire, xc_error *err);
XC_API void xc_enquire_free(xc_enquire *enquire);

/** The query stays yours. `length` is the query's length for BM25's k2, 0 for the sum of wqfs. */
XC_API int xc_enquire_set_query(xc_enquire *enquire, const xc_query *query, uint32_t length,
                                xc_error *err);

/** libxapian's BM25; its defaults are 1, 0, 1, 0.5, 0.5. */
XC_API int xc_enquire_set_bm25(xc_enquire *enquire, double k1, double k2, double k3, double b,
                               double min_normlen, xc_error *err);
/** BM25 with the document count and average length given, instead of the database's, for a
 *  database that holds several kinds of documents; a term's own frequency is the database's.
 *  k2 is 0. `doc_count` less than a term's frequency counts as that frequency;
 *  `average_length` > 0. */
XC_API int xc_enquire_set_bm25_kind(xc_enquire *enquire, double k1, double k3, double b,
                                    double min_normlen, uint32_t doc_count, double average_length,
                                    xc_error *err);
/** xc_enquire_set_query and xc_enquire_set_bm25_kind in one, with a memo: the same documents and
 *  weights, several times faster where terms are frequent, and conditions asked last. (A synonym of
 *  terms alone weighs by how many documents it really has, where libxapian estimates that.) `memo`
 *  stays yours, and has to be of the snapshot that is searched: else XC_E_INVALID_ARGUMENT, or
 *  wrong weights. */
XC_API int xc_enquire_set_query_kind(xc_enquire *enquire, const xc_query *query, xc_memo *memo,
                                     double k1, double k3, double b, double min_normlen,
                                     uint32_t doc_count, double average_length, xc_error *err);
/** No weights: every hit weighs 0. */
XC_API int xc_enquire_set_bool(xc_enquire *enquire, xc_error *err);

typedef int xc_order;
enum {
    XC_ORDER_RELEVANCE = 0,       /**< by weight, ties by docid */
    XC_ORDER_RELEVANCE_VALUE = 1, /**< by weight, ties by the value */
    XC_ORDER_VALUE = 2,           /**< by the value alone */
    XC_ORDER_VALUE_RELEVANCE = 3, /**< by the value, ties by weight */
    XC_ORDER_DOCID = 4 /**< by docid alone; xc_enquire_set_bool with RELEVANCE is faster */
};

/** `slot` and `descending` (greatest value first) count where the order has a value. */
XC_API int xc_enquire_set_order(xc_enquire *enquire, xc_order order, uint32_t slot, bool descending,
                                xc_error *err);
/** What is left of ties: lower docids first (the default), or higher. */
XC_API int xc_enquire_set_docid_order(xc_enquire *enquire, bool descending, xc_error *err);
/** Keep at most `max` hits with the same value in `slot`; a document without one is never
 *  collapsed. max 0 turns it off. */
XC_API int xc_enquire_set_collapse(xc_enquire *enquire, uint32_t slot, uint32_t max, xc_error *err);
/** Drop hits under `percent` of the best one, or weighing less than `weight`. */
XC_API int xc_enquire_set_cutoff(xc_enquire *enquire, int percent, double weight, xc_error *err);
/** After `seconds` stop looking beyond what is needed for maxitems; 0 for none. It bounds only
 *  check_at_least: opening terms, wildcards and phrases run to their end. */
XC_API int xc_enquire_set_time_limit(xc_enquire *enquire, double seconds, xc_error *err);
/** Ask `check` now and then while a match gets ready: with xc_enquire_set_query_kind, whole lists
 *  are read then, for filters, synonyms and what the memo is to have. Where it fails, so does the
 *  match, with XC_E_CALLBACK, and a list that is not whole is not kept. NULL (the default): none.
 *  `user` has to last as long as matches are run. */
XC_API int xc_enquire_set_check(xc_enquire *enquire, xc_check check, void *user, xc_error *err);
XC_API int xc_enquire_add_spy(xc_enquire *enquire, xc_spy spy, void *user, xc_error *err);
XC_API int xc_enquire_clear_spies(xc_enquire *enquire, xc_error *err);

/** Run the query: hits `first` to first + maxitems - 1, counting exactly up to `check_at_least`
 *  of them. `decider` may be NULL. A callback that fails may write into the same *err before it
 *  returns: its message is kept. XC_E_DATABASE_MODIFIED: reopen and try again. *ret_mset is yours
 *  and outlives the enquire and the database. */
XC_API int xc_enquire_mset(xc_enquire *enquire, uint32_t first, uint32_t maxitems,
                           uint32_t check_at_least, xc_decider decider, void *user,
                           xc_mset **ret_mset, xc_error *err);

/* ---- Result sets ----------------------------------------------------------------------------- */

typedef struct xc_hit {
    uint32_t docid;
    uint32_t collapse_count; /**< a lower bound of the hits collapsed into this one */
    double weight;
    int percent;           /**< of the best possible hit, 1 to 100 */
    xc_bytes collapse_key; /**< valid as long as the result set */
    xc_bytes sort_key;
} xc_hit;

/** How many documents match in all; exact where lower == upper. */
typedef struct xc_counts {
    uint32_t lower, estimated, upper;
    /** The same before collapsing. */
    uint32_t uncollapsed_lower, uncollapsed_estimated, uncollapsed_upper;
    double max_possible; /**< bound of the weight of any document */
    double max_attained; /**< weight of the best document seen */
} xc_counts;

XC_API size_t xc_mset_size(const xc_mset *mset);
/** Hit `i` of this page, 0 to size - 1; NULL beyond. */
XC_API const xc_hit *xc_mset_hit(const xc_mset *mset, size_t i);
XC_API xc_counts xc_mset_counts(const xc_mset *mset);
XC_API void xc_mset_free(xc_mset *mset);

#ifdef __cplusplus
}
#endif

#endif
