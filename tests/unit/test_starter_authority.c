/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_starter_authority.c: the authority file that Fihrist comes with: sound, without names that
 * two bear by mistake, and careful with words that are only sometimes a name.
 */
#include "core/mention.h"

#include "check.h"

#define SIZE(array) (sizeof(array) / sizeof *(array))

static const char path[] = "corpus/starter-authority.tsv";
static fh_authority *authority;

static int open_starter(void **state) {
    (void)state;
    fihrist_error err = {.message = ""};
    if (fh_authority_load(path, &authority, &err) < 0)
        fail_msg("%s", err.message);
    return 0;
}

static int close_starter(void **state) {
    (void)state;
    fh_authority_free(authority);
    return 0;
}

static size_t count_type(const char *type) {
    size_t count = 0;
    for (size_t i = 0; i < fh_authority_count(authority); i++)
        count += fh_str_equal(fh_authority_actor(authority, i)->type, fh_str_of(type));
    return count;
}

static void it_has_the_states_and_enough_of_everything(void **state) {
    (void)state;
    assert_true(fh_authority_count(authority) >= 900);
    assert_true(count_type("state") >= 197);
    assert_true(count_type("outlet") >= 200);
    assert_true(count_type("agency") >= 40);
    assert_true(count_type("intergovernmental") >= 80);
    assert_true(count_type("armed-group") >= 80);
}

static void ids_are_small_letters_digits_and_hyphens(void **state) {
    (void)state;
    for (size_t i = 0; i < fh_authority_count(authority); i++) {
        fh_str id = fh_authority_actor(authority, i)->id;
        for (size_t at = 0; at < id.n; at++)
            if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-", id.p[at]))
                fail_msg("id '%.*s'", (int)id.n, id.p);
    }
}

/* Names that really are of more than one. */
static bool is_shared(fh_str name) {
    static const char *const shared[] = {
        "Congo",          /* both republics */
        "The Daily Star", /* of Beirut, and of Dhaka */
    };
    for (size_t i = 0; i < SIZE(shared); i++)
        if (fh_str_equal(name, fh_str_of(shared[i])))
            return true;
    return false;
}

static void check_bearer(size_t actor, fh_str name) {
    size_t found[4];
    size_t count = fh_authority_resolve(authority, name, found, SIZE(found));
    bool mine = false;
    for (size_t i = 0; i < count && i < SIZE(found); i++)
        mine |= found[i] == actor;
    if (!mine || (count != 1 && !is_shared(name))) {
        fh_str id = fh_authority_actor(authority, actor)->id;
        fh_str other = count ? fh_authority_actor(authority, found[count - 1])->id : id;
        fail_msg("'%.*s' of '%.*s' has %zu bearers ('%.*s')", (int)name.n, name.p, (int)id.n, id.p,
                 count, (int)other.n, other.p);
    }
}

static void every_name_leads_to_its_bearer_alone(void **state) {
    (void)state;
    for (size_t i = 0; i < fh_authority_count(authority); i++) {
        const fh_actor *actor = fh_authority_actor(authority, i);
        check_bearer(i, actor->id);
        check_bearer(i, actor->name);
        const char *end = actor->aliases.p + actor->aliases.n;
        for (const char *at = actor->aliases.p, *bar; at && at < end; at = bar + 1) {
            bar = memchr(at, '|', (size_t)(end - at));
            bar = bar ? bar : end;
            const char *alias = at + (*at == '=' || *at == '~');
            if (*at != '!')
                check_bearer(i, (fh_str){alias, (size_t)(bar - alias)});
        }
    }
}

static void every_domain_leads_to_its_outlet(void **state) {
    (void)state;
    for (size_t i = 0; i < fh_authority_count(authority); i++) {
        const fh_actor *actor = fh_authority_actor(authority, i);
        size_t n = 0;
        while (n < actor->domains.n && actor->domains.p[n] != '|')
            n++;
        if (n && fh_authority_resolve_host(authority, (fh_str){actor->domains.p, n}) != i)
            fail_msg("'%.*s' is of somebody else", (int)n, actor->domains.p);
    }
}

static void what_people_type_is_understood(void **state) {
    (void)state;
    static const struct {
        const char *name, *id;
    } cases[] = {
        {"irgc", "irgc"},
        {"sepah", "irgc"},
        {"Revolutionary Guards", "irgc"},
        {"wsj", "wall-street-journal"},
        {"nyt", "new-york-times"},
        {"the new york times", "new-york-times"},
        {"is", "islamic-state"},
        {"daesh", "islamic-state"},
        {"us", "united-states"},
        {"u.s.", "united-states"},
        {"usa", "united-states"},
        {"uk", "united-kingdom"},
        {"time", "time"},
        {"turkey", "turkey"},
        {"who", "who"},
        {"hizballah", "hezbollah"},
        {"al qaida", "al-qaeda"},
        {"der spiegel", "der-spiegel"},
        {"el pais", "el-pais"},
        {"lobelog", "lobelog"},
        {"tehran", "iran"},
    };
    for (size_t i = 0; i < SIZE(cases); i++) {
        size_t found = SIZE_MAX;
        size_t count = fh_authority_resolve(authority, fh_str_of(cases[i].name), &found, 1);
        if (count != 1)
            fail_msg("'%s': %zu bearers", cases[i].name, count);
        check_text(cases[i].name, fh_authority_actor(authority, found)->id, cases[i].id);
    }
}

/* --- texts --- */

typedef struct sentence {
    const char *text, *ids; /* with spaces between */
} sentence;

static void check_sentences(const sentence *cases, size_t count) {
    fh_mention_finder *finder;
    assert_int_equal(fh_mention_finder_new(authority, &finder, NULL), 0);
    for (size_t i = 0; i < count; i++) {
        const fh_mention *mentions;
        size_t found;
        char ids[500] = "";
        assert_int_equal(fh_mention_find(finder, fh_str_of(cases[i].text), FH_TOKEN_POSSESSIVE,
                                         &mentions, &found),
                         0);
        for (size_t j = 0; j < found; j++) {
            fh_str id = fh_authority_actor(authority, mentions[j].actor)->id;
            size_t used = strlen(ids);
            snprintf(ids + used, sizeof ids - used, "%s%.*s", j ? " " : "", (int)id.n, id.p);
        }
        check_text(cases[i].text, fh_str_of(ids), cases[i].ids);
    }
    fh_mention_finder_free(finder);
}

static void words_that_look_like_names_are_left_alone(void **state) {
    (void)state;
    static const sentence cases[] = {
        {"Who is in? It is us.", ""},
        {"WHO IS IN CHARGE OF US?", ""},
        {"let us go", ""},
        {"polish the shoes", ""},
        {"a turkey dinner", ""},
        {"Time will tell.", ""},
        {"the guardian of the gate, an independent post", ""},
        {"a vice, a salon and a slate at dawn", ""},
        {"his guinea pig has chile peppers and lima beans", ""},
        {"Foreign policy and foreign affairs", ""},
        {"the Foreign Ministry said", ""},
        {"parliament, the army and the central bank", ""},
        {"a chad hung; jordan wore dutch clogs and swiss cheese", ""},
        {"New Mexico and the Gulf of Mexico", ""},
        {"Michael Jordan of New England", ""},
        {"Latin American and Native American writers", ""},
        {"George Washington crossed the Niger Delta", ""},
        {"the hill, the nation, the punch", ""},
        {"to make amends it is a spa; apple and shell total", ""},
        {"cases of red cross-stitch", "icrc"}, /* a name is a name: hyphens do not hide it */
        {"the white house on the hill", ""},
        {"the golden dawn of a shining path", ""},
        {"US$5 million", ""},
        {"eta, ira, ana and mek are no words", ""},
        {"my ETA is 5 pm", ""},
        {"dans le monde, todo el mundo y el pa\u00eds", ""}, /* newspapers in other languages */
        {"John Tory, London Bridge and the Georgia Institute of Technology", ""},
    };
    check_sentences(cases, SIZE(cases));
}

static void names_are_found_as_newspapers_write_them(void **state) {
    (void)state;
    static const sentence cases[] = {
        {"IS destroyed the town", "islamic-state"},
        {"The US said so", "united-states"},
        {"U.S. forces in Iraq", "united-states iraq"},
        {"Taliban destroy IS in Farah", "taliban islamic-state"},
        {"the Islamic State (ISIS or IS)", "islamic-state islamic-state islamic-state"},
        {"Iran\u2019s Islamic Revolutionary Guard Corps (IRGC)", "iran irgc irgc"},
        {"a former member of the Guards", "irgc"},
        {"the IRGC\u2019s Quds Force", "irgc quds-force"},
        {"the Tasnim News Agency, Fars News and Shargh", "tasnim fars-news shargh"},
        {"a recent Wall Street Journal article", "wall-street-journal"},
        {"al-Qa\u2019ida in Iraq", "al-qaeda-in-iraq"},
        {"Hizbullah, Hizballah and Hezbollah", "hezbollah hezbollah hezbollah"},
        {"Turkey, Jordan, Chad and Georgia", "turkey jordan chad georgia"},
        {"a Polish minister and Dutch MEPs", "poland netherlands european-parliament"},
        {"the UN Security Council", "un-security-council"},
        {"the National Security and Foreign Policy Commission",
         "national-security-and-foreign-policy-commission"},
        {"the Pentagon, the White House and the State Department",
         "us-department-of-defense white-house us-department-of-state"},
        {"North Korea\u2019s Pyongyang", "north-korea north-korea"},
        {"the People\u2019s Republic of China and the Republic of China", "china taiwan"},
        {"the Democratic Republic of the Congo", "congo-kinshasa"},
        {"Papua New Guinea and Guinea-Bissau", "papua-new-guinea guinea-bissau"},
        {"South Sudan and Sudan", "south-sudan sudan"},
        {"the Russian Foreign Ministry", "russian-foreign-ministry"},
        {"Le Monde diplomatique and Le Monde", "le-monde-diplomatique le-monde"},
        {"WHO chief and the WHO", "who who"},
        {"The Guardian and the Guardian", "the-guardian the-guardian"},
        {"Time magazine", "time"},
        {"Houthi rebels", "houthis"},
        {"the G7 and G-20", "g7 g20"},
        {"MI6 and MI-5", "mi6 mi5"},
        {"AT&T and the AP", "ap"},
    };
    check_sentences(cases, SIZE(cases));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_has_the_states_and_enough_of_everything),
        cmocka_unit_test(ids_are_small_letters_digits_and_hyphens),
        cmocka_unit_test(every_name_leads_to_its_bearer_alone),
        cmocka_unit_test(every_domain_leads_to_its_outlet),
        cmocka_unit_test(what_people_type_is_understood),
        cmocka_unit_test(words_that_look_like_names_are_left_alone),
        cmocka_unit_test(names_are_found_as_newspapers_write_them),
    };
    return cmocka_run_group_tests(tests, open_starter, close_starter);
}
