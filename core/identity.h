/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * identity.h: the value of an identity term (outlet, actor) for a name the authority does not
 * know: its folded words joined by single spaces, so that "The  Kabul Post" and "kabul post" are
 * one. A leading "the" is left out: people name The Times either way.
 */
#ifndef FIHRIST_CORE_IDENTITY_H
#define FIHRIST_CORE_IDENTITY_H

#include "core/token.h"

/** In `arena`; empty when the name has no word in it, {NULL, 0} when out of memory. */
fh_str fh_identity_fold(fh_tokenizer *tokenizer, fh_str name, fh_arena *arena);

#endif
