/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * cld2-c.h: CLD2, which tells the language of a text, from C. Its tables are in the library.
 */
#ifndef FIHRIST_CLD2_C_H
#define FIHRIST_CLD2_C_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#else
#include <stdbool.h>
#endif

typedef struct cld2_answer {
    const char *code; /**< of the language that most of the text is in: ISO 639, for some with a
                           script ("zh-Hant"); "un" for none. Static */
    int percent;      /**< of the text that is in it */
    bool reliable;    /**< CLD2 finds it much more likely than the next one */
} cld2_answer;

/** Tell the language of `n` bytes of valid UTF-8 that hold no markup. Any number of threads at a
 *  time. 0, or negative when out of memory. At most INT_MAX bytes. */
int cld2_detect(const char *text, size_t n, cld2_answer *ret_answer);

#ifdef __cplusplus
}
#endif

#endif
