/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * fihrist.h: search an archive of news from inside another program.
 *
 * Plain C. Every call returns 0 (or a count, where it says so) or a negative FIHRIST_E_ code, and
 * then says what went wrong in the caller's fihrist_error. Outputs named ret_ are set on success
 * only. Strings are UTF-8 with a length; NUL-terminated only where they are paths. The library
 * keeps to itself: no output, no exit, no signal handlers, no environment variables, no locale.
 *
 * Threads: a handle (a reader, and the pages it gave until they are freed) belongs to one thread at
 * a time. Different handles, of the same index or not, may be used by different threads at once.
 */
#ifndef FIHRIST_H
#define FIHRIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/** What a call can fail with. Codes are only ever added, at the end. */
enum {
    FIHRIST_OK = 0,
    FIHRIST_E_MEMORY = -1,     /**< an allocation failed */
    FIHRIST_E_IO = -2,         /**< the system refused; sys_errno says why */
    FIHRIST_E_USAGE = -3,      /**< an argument or option is not one we know */
    FIHRIST_E_QUERY = -4,      /**< the query cannot be understood; position is its byte */
    FIHRIST_E_LIMIT = -5,      /**< a documented limit was passed */
    FIHRIST_E_TIMEOUT = -6,    /**< the deadline passed */
    FIHRIST_E_BUSY = -7,       /**< another writer holds the index, or it moved: try again later */
    FIHRIST_E_CORRUPT = -8,    /**< stored data failed its checksum or cannot be decoded */
    FIHRIST_E_NOT_FOUND = -9,  /**< no such article, index, file or generation */
    FIHRIST_E_VERSION = -10,   /**< index made by another format or analyser */
    FIHRIST_E_INPUT = -11,     /**< an article or file from outside is not acceptable */
    FIHRIST_E_CANCELLED = -12, /**< the caller's callback or a signal asked to stop */
    FIHRIST_E_INTERNAL = -13,  /**< a mistake of ours; please report it */
    FIHRIST_E_AWAY = -14,      /**< no daemon answers at the socket, or it is stopping: try later */
    FIHRIST_E_WORKER_LOST = -15, /**< the daemon's process that worked on the request died */
    FIHRIST_E_PROTOCOL = -16     /**< what came over the socket is not Fihrist's protocol */
};

/** The name of a code as the protocol and JSON say it: "not_found" for FIHRIST_E_NOT_FOUND;
 *  "internal" for a number that is none. Static. */
const char *fihrist_error_name(int code);

/** Where and why a call failed. Owned by the caller; may be NULL wherever it is taken. */
typedef struct fihrist_error {
    int code;          /**< one of FIHRIST_E_ */
    int sys_errno;     /**< errno of the failing system call, else 0 */
    int64_t position;  /**< byte offset in the query or input the error is about, else -1 */
    char message[240]; /**< one line, NUL-terminated, valid UTF-8 */
} fihrist_error;

/** The version of the protocol a daemon speaks; `info` names it. */
enum { FIHRIST_PROTOCOL = 1 };

/** Limits of a query and of an answer; each is tested on both sides and stands in
 *  fihrist-query(7). */
enum {
    FIHRIST_QUERY_MAX_BYTES = 4096,    /**< a query; plain text may have FIHRIST_PLAIN_MAX_BYTES */
    FIHRIST_PLAIN_MAX_BYTES = 1 << 20, /**< a text searched with `plain` */
    FIHRIST_PLAIN_MAX_STEMS = 1024,    /**< distinct stems of it that are searched */
    FIHRIST_WILDCARD_MAX_FORMS = 256,  /**< word forms one wildcard stands for */
    FIHRIST_WILDCARD_MAX_ALL = 1024,   /**< word forms all wildcards of a query stand for */
    FIHRIST_LIMIT_MAX = 10000,         /**< hits in one page; a cursor goes past it */
    FIHRIST_SNIPPETS_MAX = 10,         /**< fragments of text a hit */
    FIHRIST_COMMENTS_UNDER_HIT = 3,    /**< matching comments shown beneath their article */
    FIHRIST_COPIES_WITH_HIT = 20,      /**< copies named with a story */
    FIHRIST_TIMEOUT_MAX_MS = 3600000,  /**< a deadline; a daemon may allow less */
    FIHRIST_REQUEST_MAX_BYTES = 256 << 10, /**< a request to a daemon, as JSON */
    FIHRIST_ANSWER_MAX_BYTES = 32 << 20    /**< a daemon's answer to one */
};

/** A slice of UTF-8 text, not NUL-terminated; {NULL, 0} where there is none. */
typedef struct fihrist_text {
    const char *p;
    size_t n;
} fihrist_text;

/** An open index: a directory, or a daemon that serves one. One thread at a time; several readers
 *  of one index are independent. */
typedef struct fihrist_reader fihrist_reader;

/** Open an index for reading: the directory at `path`, or with "unix:PATH" what fihristd(8) serves
 *  at that socket. Each call then answers from the newest commit. An index made by another analyser
 *  is read, with a warning in every answer. A connection that broke between two calls, as when the
 *  daemon was restarted, is made again.
 *  Errors: _NOT_FOUND, _VERSION, _CORRUPT, _IO, _MEMORY, _USAGE (the path is too long); of a socket
 *  _AWAY and _PROTOCOL, which any call on it may return. */
int fihrist_open(const char *path, fihrist_reader **ret_reader, fihrist_error *err);
void fihrist_close(fihrist_reader *reader);

/** Which of the words that stand side by side in a query must be there. */
typedef enum fihrist_match {
    FIHRIST_MATCH_ALL,  /**< all of them */
    FIHRIST_MATCH_ANY,  /**< one at least; the more the better */
    FIHRIST_MATCH_SMART /**< first what has all of them, then what has some */
} fihrist_match;

/** What becomes of comments. */
typedef enum fihrist_comments {
    FIHRIST_COMMENTS_UNDER, /**< a story is one hit, its matching comments beneath it */
    FIHRIST_COMMENTS_WITH,  /**< a comment is a hit of its own, among the articles */
    FIHRIST_COMMENTS_ONLY,  /**< comments alone are hits */
    FIHRIST_COMMENTS_OFF    /**< comments are left out */
} fihrist_comments;

typedef enum fihrist_sort {
    FIHRIST_SORT_RELEVANCE, /**< best first; newest first where nothing in the query is weighted */
    FIHRIST_SORT_NEWEST,    /**< by date, the undated last */
    FIHRIST_SORT_OLDEST
} fihrist_sort;

/** What becomes of stories that are copies of one another, the same or nearly: republished,
 *  rewritten in parts, corrected. `fihrist index --alike` says what counts as a copy. */
typedef enum fihrist_copies {
    FIHRIST_COPIES_AUTO, /**< FOLD where hits are asked for, SHOW where they are only counted */
    FIHRIST_COPIES_FOLD, /**< the best of them that is found is a hit, the others stand with it */
    FIHRIST_COPIES_SHOW, /**< each is a hit of its own */
    FIHRIST_COPIES_ONLY  /**< as FOLD, and only stories that have copies */
} fihrist_copies;

/** How to search. Begin with FIHRIST_SEARCH_OPTIONS: fields are only ever added at the end, and
 *  `size` says which of them the caller knows. */
typedef struct fihrist_search_options {
    size_t size;
    fihrist_match match;
    fihrist_comments comments;
    fihrist_sort sort;
    uint32_t limit;    /**< hits in the page, at most FIHRIST_LIMIT_MAX */
    uint32_t snippets; /**< fragments of text a hit, at most FIHRIST_SNIPPETS_MAX; 0 also leaves out
                          comments beneath */
    uint32_t timeout_ms; /**< FIHRIST_E_TIMEOUT past it, at most FIHRIST_TIMEOUT_MAX_MS; 0: none, or
                              the daemon's default */
    bool plain;          /**< the text is words only: no operators, no fields */
    bool exact_count;    /**< count all matches, at up to five times the cost */
    const char
        *language; /**< the words' language; NULL: every one the index holds, or `lang:` asks for */
    const char *cursor; /**< from the page before; NULL: the first page */
    bool explain;       /**< fill fihrist_page_explain */
    bool fresh; /**< find the page anew, where the reader has kept it of an earlier time too:
                     it is the same */
    fihrist_copies copies;
} fihrist_search_options;

#define FIHRIST_SEARCH_OPTIONS                                                                     \
    {                                                                                              \
        sizeof(fihrist_search_options), FIHRIST_MATCH_ALL, FIHRIST_COMMENTS_UNDER,                 \
            FIHRIST_SORT_RELEVANCE, 10, 2, 0, false, false, NULL, NULL, false, false,              \
            FIHRIST_COPIES_AUTO                                                                    \
    }

/** A piece of the stored text and where it matches, in bytes of `text`. */
typedef struct fihrist_span {
    uint32_t start, end;
} fihrist_span;

typedef struct fihrist_snippet {
    fihrist_text text; /**< whole words, one line; "…" is for the caller to add */
    bool cut_before;   /**< the text goes on before it */
    bool cut_after;
    const fihrist_span *matches;
    size_t match_count;
} fihrist_snippet;

/** One answer: an article or a comment. A comment has its article's title, source, url and
 *  outlet date beside its own id, authors and date. */
typedef struct fihrist_hit {
    uint64_t rank; /**< from 1, over all pages */
    double score;
    bool is_comment;
    fihrist_text id, story, source, title, date, url;
    fihrist_text file; /**< its article was read from, as it was named then */
    const fihrist_text *authors;
    size_t author_count;
    const fihrist_snippet *snippets;
    size_t snippet_count;
    const struct fihrist_hit *comments; /**< best first, at most FIHRIST_COMMENTS_UNDER_HIT */
    size_t comment_count;
    uint64_t comments_matching; /**< at least so many of its comments match */
} fihrist_hit;

/** Something the asker should know, such as an actor nobody knows or a wildcard with too many words
 *  to search them all. Never an error. */
typedef struct fihrist_warning {
    const char *code;    /**< one lower-case word, stable: "unknown_actor" */
    const char *message; /**< one line for people */
    int64_t position;    /**< byte of the query, or -1 */
} fihrist_warning;

/** A page of answers. Owns everything in it; outlives its reader. */
typedef struct fihrist_page fihrist_page;

/** Answer a query: the hits of one page, ranked.
 *  `text` is UTF-8, at most FIHRIST_QUERY_MAX_BYTES (with `plain` FIHRIST_PLAIN_MAX_BYTES).
 *  `options` may be NULL. Free *ret_page with fihrist_page_free().
 *  Errors: _QUERY and _LIMIT (err->position is the byte), _TIMEOUT, _BUSY (the writer took every
 *  snapshot away before the answer was there, or the cursor's revision is gone), _CORRUPT, _USAGE,
 * _IO, _MEMORY. */
int fihrist_search(fihrist_reader *reader, const char *text, size_t text_len,
                   const fihrist_search_options *options, fihrist_page **ret_page,
                   fihrist_error *err);
void fihrist_page_free(fihrist_page *page);

size_t fihrist_page_size(const fihrist_page *page);
/** The hit at `index`, from 0; NULL past the end. */
const fihrist_hit *fihrist_page_hit(const fihrist_page *page, size_t index);
/** A story that is a copy of another. */
typedef struct fihrist_copy {
    fihrist_text id, source, date;
    double likeness; /**< to the first of the copies, from 0 to 1; 1 of that itself */
} fihrist_copy;

/** What a hit that is a story has of copies. */
typedef struct fihrist_cluster {
    fihrist_text id; /**< of the first of them all, by date, the undated last, then by id */
    double likeness; /**< of the hit itself to that */
    /** With FOLD and ONLY: the others, the oldest first, at most FIHRIST_COPIES_WITH_HIT. */
    const fihrist_copy *copies;
    size_t copy_count;
    uint64_t copies_total; /**< so many others there are */
} fihrist_cluster;

/** The copies of the hit at `index`; NULL where it has none. */
const fihrist_cluster *fihrist_page_cluster(const fihrist_page *page, size_t index);
/** How many stories (or comments) match, copies that are folded counting as one; *ret_exact false:
 *  about so many. */
uint64_t fihrist_page_count(const fihrist_page *page, bool *ret_exact);
size_t fihrist_page_warnings(const fihrist_page *page);
const fihrist_warning *fihrist_page_warning(const fihrist_page *page, size_t index);
/** The cursor of the next page, NUL-terminated; NULL on the last one. Good while the index stays at
 *  its revision. */
const char *fihrist_page_cursor(const fihrist_page *page);
/** Revision of the index the page was read from. */
uint64_t fihrist_page_revision(const fihrist_page *page);
/** How the query was read: {"typed":…,"parsed":…,"run":…}, one line of JSON; {NULL, 0} where it was
 *  not asked for. It also stands in the JSON of the page's end. */
fihrist_text fihrist_page_explain(const fihrist_page *page);

/** A hit, and what follows the last hit, as one line of JSON each, without a line feed, as the
 *  daemon and --format jsonl print them. *ret_json belongs to the page. */
int fihrist_page_hit_json(fihrist_page *page, size_t index, fihrist_text *ret_json,
                          fihrist_error *err);
int fihrist_page_end_json(fihrist_page *page, fihrist_text *ret_json, fihrist_error *err);

/** How many stories (or, by options->comments, comments) match, exactly. */
int fihrist_count(fihrist_reader *reader, const char *text, size_t text_len,
                  const fihrist_search_options *options, uint64_t *ret_count, fihrist_error *err);

/** An article with all its comments (or one comment, by its id) as one line of JSON in the exchange
 *  format, with `actors` found and their spans, and `fihrist_seen`, when it first came into the
 *  index: "2026-11-27T04:55:00Z". *ret_json is yours: fihrist_free(). _NOT_FOUND. */
int fihrist_show(fihrist_reader *reader, const char *id, size_t id_len, char **ret_json,
                 size_t *ret_json_len, fihrist_error *err);

/** Who is in the archive: {"actors":[{"id","name","type","articles","comments"}…]}, most articles
 *  first. `name`, where given, asks for the actors that name may stand for. *ret_json is yours. */
int fihrist_actors(fihrist_reader *reader, const char *name, size_t name_len, char **ret_json,
                   size_t *ret_json_len, fihrist_error *err);

/** What the index holds, as one JSON object: articles comments actors rejected revision uuid bytes
 *  sources languages by_year undated by_source fingerprint format. by_year is {"2015":articles…} in
 *  order, by_source the largest ten [{"id","name","articles"}…]. With comments in the index each
 *  posting of a year or a source is read, some 30 million a second. *ret_json is yours. */
int fihrist_status(fihrist_reader *reader, char **ret_json, size_t *ret_json_len,
                   fihrist_error *err);

/** What can be asked, and of what:
 * {"protocol","version","methods","fields","params","limits","uuid", "revision"}, one JSON object.
 * *ret_json is yours. */
int fihrist_info(fihrist_reader *reader, char **ret_json, size_t *ret_json_len, fihrist_error *err);

/** Takes one line of an answer: `kind` is "hit" or "end" (static), `json` its value, valid until
 * the function returns. Anything but 0 ends the call with FIHRIST_E_CANCELLED. */
typedef int (*fihrist_line_function)(void *user, const char *kind, const char *json,
                                     size_t json_len);

/** Ask in JSON and be answered in JSON, as over the socket: any number of hits, then one end; for
 *  bindings and servers. `method` is search, count, show, actors, status or info; `params` a JSON
 *  object as doc/protocol.md describes it, or empty. When it fails, hits may have been given
 * already. Errors: those of the call of that name, and _USAGE for an unknown method or param. */
int fihrist_call(fihrist_reader *reader, const char *method, const char *params, size_t params_len,
                 fihrist_line_function line, void *user, fihrist_error *err);

/** Free what a call said is yours. Takes NULL. */
void fihrist_free(void *block);

/** The version of the library, "0.1.0". */
const char *fihrist_version(void);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
