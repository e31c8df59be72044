/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * request.h: a line from a client read as a request. No I/O, no state; bounded before it is parsed,
 * so that no line costs more than its bytes.
 */
#ifndef FIHRIST_DAEMON_REQUEST_H
#define FIHRIST_DAEMON_REQUEST_H

#include "core/memory.h"
#include "fihrist.h"

enum {
    REQUEST_ID_BYTES = 64,     /**< of a string that is an id */
    REQUEST_METHOD_BYTES = 32, /**< of a method's name */
    REQUEST_MAX_DEPTH = 16,    /**< brackets in brackets */
    REQUEST_MAX_VALUES = 1000  /**< values of any kind */
};

/** A request. One allocation: request_free. */
typedef struct fh_request {
    fh_str id;           /**< as compact JSON: 7, "a" */
    fh_str method;       /**< NUL-terminated */
    fh_str params;       /**< a JSON object, compact, without timeout_ms; {} where there are none */
    fh_str target;       /**< of `cancel`: the id of the request that it is about; else absent */
    uint32_t timeout_ms; /**< 0: not said */
} fh_request;

/** Read a line (without its line feed). FIHRIST_E_PROTOCOL when it is no request, FIHRIST_E_USAGE
 *  when it is one that cannot be answered. *ret_id, at least REQUEST_ID_ROOM bytes, is the id to
 *  answer under as JSON, "null" where none can be read; it is set in any case. */
enum { REQUEST_ID_ROOM = 6 * REQUEST_ID_BYTES + 3 };
int request_read(fh_str line, char ret_id[REQUEST_ID_ROOM], fh_request **ret_request,
                 fihrist_error *err);
void request_free(fh_request *request);

/** Bytes that a request holds. */
size_t request_bytes(const fh_request *request);

/** Append {"id":…,"error":{…}} and a line feed. */
void request_write_error(fh_buffer *out, fh_str id, const fihrist_error *error);

#endif
