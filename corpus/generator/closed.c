/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * closed.c: the English words that hold sentences together, each with how often it is used among
 * its class: about as in news. Together with the patterns of sentence.c they make "the" every
 * sixteenth word, and "of", "to", "and", "in" and "a" one of forty.
 */
#include "corpus/generator/vocabulary.h"

#define END                                                                                        \
    { NULL, 0 }

static const corpus_closed_word determiners[] = {{"the", 640},
                                                 {"a", 225},
                                                 {"its", 25},
                                                 {"his", 24},
                                                 {"their", 22},
                                                 {"this", 20},
                                                 {"some", 9},
                                                 {"any", 7},
                                                 {"no", 9},
                                                 {"that", 6},
                                                 {"these", 5},
                                                 {"her", 9},
                                                 {"our", 6},
                                                 {"another", 6},
                                                 {"each", 3},
                                                 {"every", 3},
                                                 {"such", 3},
                                                 {"all", 6},
                                                 {"many", 5},
                                                 {"several", 4},
                                                 {"both", 2},
                                                 {"those", 3},
                                                 {"more", 5},
                                                 {"one", 5},
                                                 {"my", 3},
                                                 {"most", 3},
                                                 {"other", 4},
                                                 {"which", 1},
                                                 {"few", 1},
                                                 {"much", 2},
                                                 {"own", 1},
                                                 {"first", 1},
                                                 {"last", 2},
                                                 {"a new", 4},
                                                 {"the new", 4},
                                                 {"the first", 5},
                                                 {"the other", 3},
                                                 {"the same", 3},
                                                 {"the last", 2},
                                                 {"its own", 1},
                                                 END};

static const corpus_closed_word prepositions[] = {
    {"of", 190},       {"in", 200},         {"for", 130},
    {"on", 85},        {"with", 95},        {"at", 75},
    {"from", 58},      {"by", 52},          {"to", 100},
    {"about", 20},     {"against", 12},     {"after", 18},
    {"over", 13},      {"between", 9},      {"under", 8},
    {"during", 9},     {"before", 9},       {"into", 14},
    {"through", 8},    {"without", 6},      {"as", 50},
    {"among", 4},      {"around", 4},       {"near", 4},
    {"since", 4},      {"within", 3},       {"toward", 2},
    {"across", 4},     {"behind", 3},       {"like", 7},
    {"until", 2},      {"outside", 2},      {"despite", 3},
    {"along", 2},      {"above", 2},        {"amid", 3},
    {"up to", 2},      {"out of", 6},       {"because of", 2},
    {"as well as", 2}, {"according to", 2}, {"in front of", 1},
    {"instead of", 1}, {"part of", 2},      END};

static const corpus_closed_word subordinators[] = {
    {"as", 20},     {"while", 9},    {"because", 10}, {"after", 12}, {"when", 16}, {"if", 12},
    {"where", 6},   {"although", 5}, {"since", 5},    {"before", 5}, {"until", 3}, {"though", 4},
    {"so that", 2}, {"even if", 1},  {"unless", 1},   {"once", 2},   {"that", 8},  END};

static const corpus_closed_word coordinators[] = {{"and", 30},     {"but", 9}, {"or", 7},
                                                  {"and then", 1}, {"yet", 1}, END};

static const corpus_closed_word subjects[] = {
    {"he", 24},  {"it", 26},   {"they", 17},  {"she", 9},      {"we", 9},     {"I", 8},
    {"you", 5},  {"there", 6}, {"this", 6},   {"that", 3},     {"who", 2},    {"what", 3},
    {"some", 2}, {"many", 2},  {"others", 2}, {"everyone", 1}, {"nobody", 1}, END};

static const corpus_closed_word objects[] = {
    {"it", 14},     {"him", 8},        {"them", 10},   {"her", 4},       {"us", 4},
    {"me", 3},      {"you", 4},        {"that", 3},    {"this", 3},      {"itself", 1},
    {"himself", 1}, {"themselves", 1}, {"nothing", 1}, {"something", 1}, END};

static const corpus_closed_word links[] = {{"is", 40},       {"was", 34},       {"are", 20},
                                           {"were", 11},     {"has become", 3}, {"would be", 6},
                                           {"will be", 7},   {"has been", 5},   {"remains", 3},
                                           {"seems", 2},     {"had been", 3},   {"could be", 3},
                                           {"may be", 3},    {"is not", 5},     {"was not", 3},
                                           {"have been", 3}, {"should be", 2},  {"must be", 1},
                                           {"became", 2},    {"are not", 2},    END};

static const corpus_closed_word auxiliaries[] = {{"was", 26},      {"were", 14},    {"has been", 9},
                                                 {"have been", 6}, {"had", 22},     {"has", 26},
                                                 {"have", 22},     {"had been", 5}, {"is", 9},
                                                 {"are", 8},       {"will be", 6},  {"would be", 4},
                                                 {"could be", 2},  {"has not", 2},  {"was not", 2},
                                                 {"were not", 1},  {"being", 2},    {"having", 1},
                                                 {"may have", 2},  {"to be", 6},    END};

static const corpus_closed_word progressives[] = {{"is", 10},    {"are", 9},      {"was", 9},
                                                  {"were", 6},   {"has been", 2}, {"had been", 1},
                                                  {"is not", 1}, {"will be", 1},  END};

static const corpus_closed_word modals[] = {{"will", 28},    {"would", 24},    {"could", 14},
                                            {"can", 14},     {"may", 9},       {"should", 8},
                                            {"must", 5},     {"might", 5},     {"did not", 8},
                                            {"does not", 5}, {"do not", 5},    {"has to", 2},
                                            {"have to", 4},  {"will not", 4},  {"would not", 4},
                                            {"cannot", 3},   {"could not", 3}, {"had to", 2},
                                            {"used to", 1},  {"is to", 1},     END};

static const corpus_closed_word relatives[] = {{"who", 14},  {"which", 12}, {"that", 18},
                                               {"whose", 1}, {"where", 2},  END};

static const corpus_closed_word particles[] = {
    {"also", 16},    {"not", 10},   {"now", 8},     {"only", 7},    {"still", 8},
    {"already", 5},  {"then", 5},   {"just", 7},    {"even", 6},    {"never", 4},
    {"again", 3},    {"once", 2},   {"soon", 2},    {"later", 4},   {"often", 3},
    {"so", 5},       {"very", 4},   {"here", 3},    {"there", 4},   {"too", 3},
    {"up", 7},       {"out", 8},    {"back", 4},    {"down", 4},    {"away", 2},
    {"well", 4},     {"almost", 2}, {"perhaps", 1}, {"however", 3}, {"today", 3},
    {"together", 2}, {"ever", 1},   {"off", 3},     {"yet", 2},     END};

static const corpus_closed_word quantities[] = {
    {"more than", 12}, {"about", 8},      {"at least", 7}, {"nearly", 4}, {"some", 4},
    {"up to", 2},      {"fewer than", 1}, {"only", 3},     {"almost", 2}, {"over", 3},
    {"another", 2},    {"the", 6},        {"all", 1},      {"around", 2}, END};

static const corpus_closed_word said[] = {{"said", 120},
                                          {"told reporters", 7},
                                          {"added", 12},
                                          {"says", 10},
                                          {"told the Post", 1},
                                          {"argued", 4},
                                          {"warned", 5},
                                          {"wrote", 4},
                                          {"insisted", 2},
                                          {"announced", 3},
                                          {"explained", 2},
                                          {"said on Monday", 2},
                                          {"said on Friday", 2},
                                          {"admitted", 1},
                                          {"acknowledged", 1},
                                          {"claimed", 3},
                                          {"recalled", 1},
                                          {"told a news conference", 2},
                                          {"told parliament", 1},
                                          {"said in a statement", 6},
                                          {"said in an interview", 3},
                                          {"said by telephone", 1},
                                          {"noted", 2},
                                          {"replied", 1},
                                          {"suggested", 1},
                                          END};

static const corpus_closed_word titles[] = {{"President", 14},
                                            {"Prime Minister", 10},
                                            {"Minister", 5},
                                            {"Mr.", 6},
                                            {"Dr.", 5},
                                            {"Gen.", 4},
                                            {"Foreign Minister", 5},
                                            {"Defence Minister", 3},
                                            {"Sen.", 4},
                                            {"Judge", 2},
                                            {"Mayor", 3},
                                            {"Professor", 3},
                                            {"Ms.", 4},
                                            {"Mrs.", 2},
                                            {"Col.", 2},
                                            {"Governor", 2},
                                            {"Ambassador", 2},
                                            {"Finance Minister", 3},
                                            {"Secretary", 3},
                                            {"Captain", 1},
                                            {"Chairman", 2},
                                            {"coach", 3},
                                            {"spokesman", 3},
                                            {"spokeswoman", 2},
                                            {"analyst", 3},
                                            {"Sir", 1},
                                            END};

static const corpus_closed_word spoken[] = {{"I don't", 8},    {"we don't", 5},  {"it's", 9},
                                            {"that's", 7},     {"we're", 6},     {"they're", 4},
                                            {"I'm", 6},        {"you can't", 3}, {"it isn't", 2},
                                            {"he didn't", 3},  {"we can't", 3},  {"I've", 4},
                                            {"we've", 4},      {"there's", 4},   {"it wasn't", 2},
                                            {"they don't", 3}, {"you're", 2},    {"she's", 2},
                                            {"we won't", 3},   {"I think", 6},   {"we want", 3},
                                            {"I know", 2},     {"let us", 1},    {"you have to", 3},
                                            {"I believe", 2},  {"nobody", 1},    END};

static const corpus_closed_word light_nouns[] = {
    {"year", 40},     {"government", 34}, {"country", 26},
    {"week", 16},     {"time", 26},       {"percent", 12},
    {"minister", 14}, {"company", 18},    {"city", 14},
    {"state", 20},    {"president", 14},  {"report", 14},
    {"month", 12},    {"group", 14},      {"market", 12},
    {"world", 14},    {"day", 16},        {"way", 12},
    {"part", 10},     {"case", 9},        {"public", 7},
    {"law", 9},       {"court", 9},       {"party", 10},
    {"plan", 9},      {"statement", 6},   {"meeting", 7},
    {"war", 9},       {"police", 12},     {"number", 7},
    {"house", 7},     {"work", 9},        {"money", 7},
    {"area", 6},      {"home", 7},        {"side", 6},
    {"end", 7},       {"family", 6},      {"school", 7},
    {"water", 4},     {"election", 6},    {"budget", 4},
    {"council", 5},   {"region", 5},      {"river", 2},
    {"newspaper", 3}, {"problem", 6},     {"question", 4},
    {"decision", 5},  {"agreement", 5},   END};

static const corpus_closed_word light_plurals[] = {
    {"people", 40},    {"years", 34},    {"officials", 16}, {"months", 12},         {"weeks", 8},
    {"countries", 10}, {"days", 10},     {"reports", 6},    {"members", 9},         {"workers", 8},
    {"leaders", 8},    {"companies", 8}, {"children", 9},   {"women", 9},           {"men", 8},
    {"prices", 6},     {"talks", 6},     {"plans", 5},      {"changes", 4},         {"results", 4},
    {"others", 4},     {"questions", 3}, {"problems", 4},   {"families", 4},        {"cases", 5},
    {"hours", 5},      {"parts", 2},     {"elections", 4},  {"police officers", 2}, {"students", 5},
    {"residents", 4},  {"voters", 4},    {"states", 5},     {"ministers", 3},       END};

static const corpus_closed_word *const lists['Z' - 'A' + 1] = {
    [CORPUS_DETERMINER - 'A'] = determiners,
    [CORPUS_PREPOSITION - 'A'] = prepositions,
    [CORPUS_SUBORDINATOR - 'A'] = subordinators,
    [CORPUS_COORDINATOR - 'A'] = coordinators,
    [CORPUS_SUBJECT - 'A'] = subjects,
    [CORPUS_OBJECT - 'A'] = objects,
    [CORPUS_LINK - 'A'] = links,
    [CORPUS_AUXILIARY - 'A'] = auxiliaries,
    [CORPUS_PROGRESSIVE - 'A'] = progressives,
    [CORPUS_MODAL - 'A'] = modals,
    [CORPUS_RELATIVE - 'A'] = relatives,
    [CORPUS_PARTICLE - 'A'] = particles,
    [CORPUS_QUANTITY - 'A'] = quantities,
    [CORPUS_SAID - 'A'] = said,
    [CORPUS_TITLE - 'A'] = titles,
    [CORPUS_SPOKEN - 'A'] = spoken,
    [CORPUS_LIGHT_NOUN - 'A'] = light_nouns,
    [CORPUS_LIGHT_PLURAL - 'A'] = light_plurals};

const corpus_closed_word *corpus_closed(int letter) {
    return letter >= 'A' && letter <= 'Z' ? lists[letter - 'A'] : NULL;
}
