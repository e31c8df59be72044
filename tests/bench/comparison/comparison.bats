#!/usr/bin/env bats
# The benchmark's drivers find what Fihrist finds in a small English archive, so that what they take
# time for is the same work; and the report's arithmetic is what the hand makes of it.
# An engine that is not installed is skipped: `make bench-deps`.

load ../../end-to-end/common

comparison="$BATS_TEST_DIRNAME"
corpus="$comparison/../../../corpus"
tools="${FIHRIST_BUILD:-$comparison/../../../build}/bench"

# ---- the drivers ----

write_queries() {
    cat >queries <<'EOF'
word	{"query":"bank"}
word	{"query":"Loans"}
word	{"query":"the"}
word	{"query":"one"}
and	{"query":"river dam"}
and	{"query":"said the minister"}
or	{"query":"dockers OR turbine OR pension OR of"}
or	{"query":"(dam OR bank) (river OR loan)"}
not	{"query":"river -dam"}
phrase	{"query":"\"Merrin Bank\""}
phrase	{"query":"\"the bank\" loan"}
phrase	{"query":"\"loans carry\" OR \"of the\""}
phrase	{"query":"title:\"Karsk Gap\""}
parts	{"query":"two-thirds"}
title	{"query":"title:river"}
comment	{"query":"comment:water"}
comment	{"query":"river","comments":"only"}
comment	{"query":"river","comments":"off"}
comment	{"query":"type:comment the"}
actor	{"query":"actor:merrin-bank said"}
actor	{"query":"actor:\"Karsk Gap dam\" actor:kadrovia the"}
dates	{"query":"the date:2022"}
dates	{"query":"the date:2021-06-20..2022-06"}
dates	{"query":"the date:2022-11-04.."}
dates	{"query":"said date:..2022-02"}
source	{"query":"the source:\"dravenna post\""}
all	{"query":"\"of the\" date:2021.. actor:merrin-bank source:\"Dravenna Post\""}
EOF
}

# documents and questions of the English part of the sample archive, as the drivers take them.
make_questions() {
    write_queries
    fihrist index --quiet --index all --authority "$corpus/authority.tsv" \
        --path '{source}/{date}/{}' "$corpus/pages" "$corpus/archive.jsonl"
    fihrist dump --index all | jq -c 'select(.lang == null or .lang == "en")' >archive.jsonl
    fihrist index --quiet --authority "$corpus/authority.tsv" archive.jsonl
    python3 -B "$comparison/documents.py" "$FIHRIST_INDEX" documents
    python3 -B "$comparison/translate.py" "$FIHRIST_INDEX" queries questions 2>left-out
    cat left-out
    [ ! -s left-out ]
}

# hits INDEX DRIVER...: ask, and count; a line a question.
hits() {
    "${@:2}" search "$1" questions --passes 1 --warm 0 --count >answers
    jq -e 'select(.top != ([.hits, 10] | min))' answers && return 1 # ten at most are shown, no less
    jq -c '[.query, .hits]' answers
}

# Fihrist's own, with phrases of `forms` or of `stems`.
own_hits() {
    "$tools/peer-fihrist" search "$FIHRIST_INDEX" questions --passes 1 --warm 0 --count >own
    [ "$(jq -s 'map(select(.hits > 0)) | length' own)" -ge 24 ] # nearly every query finds something
    if [ "$1" = stems ]; then
        jq -c '[.query, .hits_stems // .hits]' own
    else
        jq -c '[.query, .hits]' own
    fi
}

@test "FTS5 finds what Fihrist finds, given its stems" {
    [ -x "$tools/peer-fts5" ] || skip "libsqlite3-dev is not installed"
    make_questions
    own_hits stems >wanted
    "$tools/peer-fts5" index documents fts5 --english
    "$tools/peer-fts5" optimize fts5
    hits fts5 "$tools/peer-fts5" | diff wanted -
    "$tools/peer-fts5" index documents content --english --content
    hits content "$tools/peer-fts5" | diff wanted -
}

@test "FTS5's own porter is an older stemmer, to which one is on" {
    [ -x "$tools/peer-fts5" ] || skip "libsqlite3-dev is not installed"
    make_questions
    "$tools/peer-fts5" index documents fts5
    hits fts5 "$tools/peer-fts5" >found
    own_hits stems >wanted
    diff wanted found | tee differing
    [ "$(grep '^<' differing | cut -d, -f1)" = '< ["one"' ]
}

@test "Lucene finds what Fihrist finds" {
    [ -f "$tools/lucene.jar" ] || skip "Lucene, Jackson or Java is not installed"
    make_questions
    own_hits stems >wanted
    java -cp "$tools/lucene.jar" PeerLucene index documents lucene
    java -cp "$tools/lucene.jar" PeerLucene optimize lucene
    hits lucene java -cp "$tools/lucene.jar" PeerLucene | diff wanted -
}

@test "what scriptindex has made finds what Fihrist finds, exact words exactly" {
    command -v scriptindex || skip "xapian-omega is not installed"
    make_questions
    own_hits forms >wanted
    "$tools/peer-xapian" input documents >records
    "$tools/peer-xapian" script >script
    scriptindex xapian script records
    hits xapian "$tools/peer-xapian" | diff wanted -
}

# ---- the report ----

# measured ARTICLES LUCENE: as measure.py writes it. Time and size of indexing are in proportion to
# the articles, times to answer to their square root; Lucene takes LUCENE times as long to index.
measured() {
    jq -n --argjson n "$1" --argjson lucene "$2" '
        def once(times): {seconds: ($n / 100 * times), cpu_seconds: ($n / 50),
            peak_rss_bytes: 5e7, disk_bytes: ($n * 4000), optimize_seconds: 1,
            optimized_bytes: ($n * 2000)};
        def asked(kind; hits; more; us): {kind: kind, query: "q", top: 10, hits: hits,
            rounds_us: (us | map(map(. * ($n | sqrt))))} + more;
        {articles: $n, archive_bytes: 1, documents: ($n * 2), text_bytes: ($n * 4000),
         machine: {processor: "abacus", processors: 2, memory_bytes: 8589934592, kernel: "6",
                   system: "Debian", load_average: 0, packages: {}},
         load_average_after: 0.5, when: "2026-01-01", took_seconds: 90,
         left_out: {fts5: "no peer-fts5"}, causes: {"0": [], "1": ["apostrophes"]},
         phrases: {fihrist: "forms", lucene: "stems"},
         index: {fihrist: [once(1), once(3), once(2)], lucene: [once($lucene)]},
         search: {
            fihrist: [asked("word"; 30; {}; [[5, 90, 10], [30]]),
                      asked("word"; 50; {}; [[40, 30, 50], [40]]),
                      asked("phrase"; 4; {hits_stems: 6}; [[100, 100, 100], [100]])],
            lucene: [asked("word"; 30; {}; [[5]]), asked("word"; 51; {}; [[20]]),
                     asked("phrase"; 6; {}; [[300]])]},
         socket: {"1": [{all: {p50_ms: 1, p95_ms: 2, p99_ms: 3}, kinds: {}, per_second: 100,
                         error_count: 0}],
                  "8": [{all: {p50_ms: 4, p95_ms: 5, p99_ms: 6}, kinds: {}, per_second: 150,
                         error_count: 0}]}}' >"$1.json"
}

report() { python3 -B "$comparison/report.py" "$@"; }

# table TITLE: of what was reported, with single blanks.
table() { sed -n "/^── $1/,/^\$/p" told | tr -s ' ' | sed '/^$/d'; }

@test "medians, percentiles and ratios are what the hand makes of them" {
    measured 10000 1.5
    report . 10000.json >told
    cat told
    # The median of 100, 300 and 200 s for 40 MB.
    [ "$(table Indexing)" = "$(cat <<'EOF'
── Indexing 10,000 articles: 20,000 documents, 40.0 MB of text
 MB/s s of it parsing CPU s peak MB on disk, MB optimising, s then, MB rounds
Fihrist 0.20 200 200 50.0 40.0 1.00 20.0 3
Lucene 0.27 150 200 50.0 40.0 1.00 20.0 1
SQLite FTS5, contentless is left out: no peer-fts5.
EOF
    )" ]
    # Questions take 20 (the mean of 10 and 30), 40 and 100 times 100 us, and Lucene 5, 20 and 300.
    [ "$(table '10,000 articles, all')" = "$(cat <<'EOF'
── 10,000 articles, all kinds of queries, ten hits, ms
 p50 p95 p99 mean queries/s p50 by Fihrist's p95 p99 asked
Fihrist 4.00 10.0 10.0 5.33 188 1.00 1.00 1.00 4
Lucene 2.00 30.0 30.0 10.8 92.3 0.50 3.00 3.00 1
3 queries; the time of one is the median of the times that it was asked in a process, in the mean of the processes.
EOF
    )" ]
    [ "$(table '10,000 articles, the daemon')" = "$(cat <<'EOF'
── 10,000 articles, the daemon over its socket, all kinds
clients queries/s p50, ms p95 p99 errors
1 100 1.00 2.00 3.00 0
8 150 4.00 5.00 6.00 0
EOF
    )" ]
    jq -e '.ratios["index 10000 lucene seconds"] == 0.75 and
        (.ratios["kinds 10000 lucene phrases mean_us"] | . > 2.999 and . < 3.001)' comparison.json
    xmllint --noout ./*.svg || ! command -v xmllint
}

@test "counts that differ are named; phrases are compared by stems where there are no others" {
    measured 10000 1
    report . 10000.json >told
    cat told
    [ "$(table '10,000 articles: do' | head -n 4)" = "$(cat <<'EOF'
── 10,000 articles: do the counts of hits agree?
 queries counts that differ hits Fihrist's why
Lucene 3 1 87 86 NOT EXPLAINED: 1
· word 2 1 81 80 NOT EXPLAINED: 1
EOF
    )" ]
    table '10,000 articles: do' | grep -F 'it finds the exact forms: phrase 4 of 6.'
    # Lucene leaves words with apostrophes whole; but what has initials in it explains itself.
    jq '.causes["1"] = ["apostrophes", "initials"]' 10000.json >explained.json
    report . explained.json >told
    table '10,000 articles: do' | grep -Fx 'Lucene 3 1 87 86 initials: 1'
}

@test "FTS5 is explained by its stems when it is right with others, else by how it parts words" {
    measured 10000 1
    jq '.search.fts5 = .search.lucene | .phrases.fts5 = "stems" | .equal_stems = [30, 50, 6]' \
        10000.json >stems.json
    jq '.equal_stems[1] = 51' stems.json >words.json
    jq 'del(.equal_stems)' stems.json >unknown.json
    for name in stems words unknown; do report . $name.json >$name.told; done
    grep -E '^SQLite FTS5, contentless .* stems: 1$' stems.told
    grep -E '^SQLite FTS5, contentless .* apostrophes: 1$' words.told
    grep -E '^SQLite FTS5, contentless .* stems or apostrophes: 1$' unknown.told
}

@test "causes are what the documents have" {
    cat >documents <<'EOF'
{"title":"E.U. talks","text":"They said nothing."}
{"title":"","text":"“We’re out”, said O'Neill. The N.O.T.H. in Côte d'Ivoire."}
EOF
    python3 -B - "$comparison" >told <<'EOF'
import sys
sys.path.append(sys.argv[1])
import causes
def word(*words): return {"text": {"words": list(words)}}
questions = [word("EU"), word("we", "out"), word("neill"), word("said"), word("nothing"),
             word("coted"), {"text": {"or": [word("re")["text"], word("eu")["text"]]}}]
for found in causes.causes("documents", questions):
    print(*found)
EOF
    diff - told <<'EOF'
initials
apostrophes
apostrophes

initials
accents
apostrophes initials
EOF
}

@test "what grows in proportion has the exponent 1, what grows with the root 0.5" {
    for articles in 10000 100000 1000000; do measured "$articles" 2; done
    report . 100000.json 10000.json 1000000.json >told
    cat told
    [ "$(table Growth | grep -E '^(Fihrist|Lucene)')" = "$(cat <<'EOF'
Fihrist 1.00 0.00 1.00 0.50 0.50 0.50
Lucene 1.00 0.00 1.00 0.50 0.50 0.50
EOF
    )" ]
    [ -s growth-latency.svg ]
}

@test "two runs are compared by their ratios, without what a collector takes" {
    mkdir a b
    measured 10000 2
    report a 10000.json >/dev/null
    measured 10000 2.2
    report b 10000.json >/dev/null
    report --compare a/comparison.json b/comparison.json >told
    cat told
    table 'How far' | grep -Fx 'index 4 0.0 10.0 index 10000 lucene seconds'
    [ "$(jq '[.ratios | keys[] | select(test("lucene peak"))] | length' a/comparison.json)" = 0 ]
    table 'How far' | grep -E '^search 1 0.0 0.0 '
}

@test "tables go into a document between two lines, and the rest stays" {
    measured 10000 2
    report . 10000.json >/dev/null
    printf '%s\n' before '<!-- tables: begin -->' old '<!-- tables: end -->' after >doc.md
    report --markdown comparison.json doc.md
    grep -Fx '| Lucene | 0.20 | 200 |  | 200 | 50.0 | 40.0 | 1.00 | 20.0 | 1 |' doc.md
    [ "$(sed -n '1p;$p' doc.md)" = $'before\nafter' ]
    [ -z "$(grep -x old doc.md)" ]
    cp doc.md again.md
    report --markdown comparison.json again.md
    cmp doc.md again.md
}
