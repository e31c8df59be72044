#!/usr/bin/env bats
# Archives as people have them: the same pages in whatever they are kept in, what is wrong with one
# member, and what is not read twice.

load common

# make_pages FOLDER: the pages of the comment layouts, which say where they were published.
make_pages() {
    mkdir -p "$1"
    for page in "$BATS_TEST_DIRNAME"/../data/comments/*.html; do
        name=$(basename "$page")
        sed "0,/<head>/s||<head><link rel=\"canonical\" href=\"https://tern.example/2021/${name%.html}\">|" \
            "$page" >"$1/$name"
    done
}

make_archives() {
    make_pages pages
    mkdir archives
    python3 -B "$BATS_TEST_DIRNAME/../archives.py" pages archives
}

# articles PATH...: what is extracted, in one order whatever the containers' is.
articles() { fihrist extract "$@" | jq -S -c . | sort; }

@test "a folder, a zip, a tar, a WARC of either version, a WACZ and a WARC in a zip give the same articles" {
    make_archives
    articles pages >expected
    [ "$(wc -l <expected)" -ge 12 ]
    for archive in archives/*; do
        articles "$archive" >got
        cmp expected got || { echo "$archive"; diff expected got | head -20; return 1; }
    done
}

@test "an index of a container knows in which member an article was" {
    make_archives
    fihrist index --quiet archives/pages.zip archives/nested.zip
    [ "$(fihrist show --format json https://tern.example/2021/drupal | jq -r .title)" = "Old bridge closes" ]
    [ "$(fihrist count type:article)" = "$(ls pages | wc -l)" ]
}

@test "what is wrong with one member is named, and the others are read" {
    make_pages pages
    printf '%s' '<html><body>' >pages/a-broken.html
    head -c 3000 /proc/self/exe >pages/noise.html
    mkdir archives
    (cd pages && zip -q -r ../archives/some.zip . && tar cf ../archives/some.tar .) || skip "no zip"
    for archive in archives/*; do
        run --separate-stderr fihrist extract "$archive"
        [ "$status" -eq 0 ]
        [ "${#lines[@]}" -eq "$(ls "$BATS_TEST_DIRNAME"/../data/comments/*.html | wc -l)" ]
        [[ $stderr == *"a-broken.html: a page without "* ]]
        [[ $stderr == *"noise.html: not a text"* ]]
    done
}

@test "a zip that names files outside is harmless, and a bomb is cut short and named" {
    python3 - <<'EOF'
import zipfile
page = "<html><head><title>Out</title></head><body><p>" + "Nothing of this is to be read. " * 20
with zipfile.ZipFile("out.zip", "w") as z:
    z.writestr("../out.html", page)
    z.writestr("in.html", page.replace("Out", "In"))
with zipfile.ZipFile("bomb.zip", "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("bomb.html", "<html><body><p>" + "a" * (300 << 20))
    z.writestr("good.html", page.replace("Out", "Good"))
EOF
    run --separate-stderr fihrist extract out.zip
    [ "$(jq -r .title <<<"$output")" = In ]
    [[ $stderr == *".."* ]]
    [ ! -e ../out.html ]
    run --separate-stderr fihrist extract bomb.zip
    [[ $stderr == *"bomb"* ]]
    [[ $output == *'"title":"Good"'* ]]
}

@test "what browsers keep beside a page, pictures and an index among the files are passed over" {
    mkdir -p saved/Bridge_files
    cp "$BATS_TEST_DIRNAME/../data/comments/none.html" saved/Bridge.html
    cp "$BATS_TEST_DIRNAME/../data/comments/drupal.html" saved/Bridge_files/frame.html
    printf 'x' >saved/picture.png
    fihrist index --index saved/index saved 2>said
    [[ $(cat said) == *"1 added"*"0 rejected"*"1 other files passed over"* ]]
    fihrist index --index saved/index --reread saved 2>said
    [[ $(cat said) == *"0 added, 0 replaced, 1 unchanged, 0 rejected"* ]]
}

@test "a second run reads nothing again but what changed, by time and then by content" {
    make_archives
    write_archive archive.jsonl
    touch -d '1 hour ago' archive.jsonl pages/* archives/*
    fihrist index pages archive.jsonl archives/pages.zip 2>first
    fihrist index pages archive.jsonl archives/pages.zip 2>second
    [[ $(cat second) == *" 0 added, 0 replaced, "*" 0.0 MB in "* ]]
    pages=$(ls pages | wc -l)
    [ "$(grep -o "[0-9]* unchanged" second)" = "$((2 * pages + 4)) unchanged" ]
    touch archive.jsonl
    fihrist index pages archive.jsonl 2>third
    [[ $(cat third) == *" 0 added, 0 replaced, $((pages + 4)) unchanged, "*" 0.0 MB in "* ]]
    sed -i 's/Ferry strike/Fairy strike/' archive.jsonl
    fihrist index pages archive.jsonl 2>fourth
    [[ $(cat fourth) == *" 0 added, 1 replaced, $((pages + 3)) unchanged, "* ]]
    fihrist index --reread pages archive.jsonl 2>fifth
    [[ $(cat fifth) == *" 0 added, 0 replaced, $((pages + 4)) unchanged, "* ]]
}

@test "other options read the same files again, and what was deleted comes again" {
    write_archive archive.jsonl
    touch -d '1 hour ago' archive.jsonl
    fihrist index --quiet archive.jsonl
    fihrist delete --quiet a3
    fihrist index archive.jsonl 2>said
    [[ $(cat said) == *" 1 added, 0 replaced, 3 unchanged"* ]]
    fihrist index --lang de archive.jsonl 2>said
    [[ $(cat said) == *" 3 replaced, 1 unchanged"* ]]
}

@test "pruning sees the articles of files that were not read again" {
    write_archive a.jsonl
    sed 's/"id":"a/"id":"b/; s/tidings/tidings2/' a.jsonl >b.jsonl
    touch -d '1 hour ago' a.jsonl b.jsonl
    fihrist index --quiet a.jsonl b.jsonl
    fihrist index --prune a.jsonl b.jsonl 2>said
    [[ $(cat said) != *deleted* ]]
    fihrist index --prune a.jsonl 2>said
    [[ $(cat said) == *" 4 deleted"* ]]
    fihrist index a.jsonl b.jsonl 2>said
    [[ $(cat said) == *" 4 added"* ]]
}

@test "of a container that has grown the pages that are as they were are kept, whatever else changes" {
    make_archives
    pages=$(ls pages | wc -l)
    cp archives/pages.zip some.zip
    fihrist index some.zip 2>said
    [[ $(cat said) == *"$pages added, 0 replaced, 0 unchanged"* ]]
    # One is new, one says something else, one is gone.
    cp pages/none.html pages/more.html
    sed -i 's|tern.example/2021/none|tern.example/2021/more|' pages/more.html
    sed -i 's|At last|At long last|' pages/drupal.html
    rm pages/none.html some.zip
    python3 -B "$BATS_TEST_DIRNAME/../archives.py" pages archives
    cp archives/pages.zip some.zip
    fihrist index --prune some.zip 2>said
    [[ $(cat said) == *" 1 added, 1 replaced, $((pages - 2)) unchanged, "* ]]
    [[ $(cat said) == *" 1 deleted"* ]]
    [ "$(fihrist count type:article)" = "$pages" ]
    fihrist index --prune some.zip 2>said
    [[ $(cat said) == *" 0 added, 0 replaced, $pages unchanged, "* ]]
    [[ $(cat said) != *deleted* ]]
}

@test "what was read of an archive is told by its size, wherever in it the pages are" {
    python3 - "$BATS_TEST_DIRNAME/../data/comments/none.html" <<'EOF'
import os, sys, zipfile
with zipfile.ZipFile("some.zip", "w") as z:
    z.write(sys.argv[1], "page.html")
    z.writestr("picture.jpg", os.urandom(2000000))
EOF
    fihrist index some.zip 2>said
    [[ $(cat said) == *"; 2.0 MB in "* ]]
}

@test "comments that come without their article are added to it, whichever is read first" {
    cat >article.jsonl <<'EOF'
{"id":"x","url":"https://tern.example/x","title":"Bridge","text":"The bridge is shut.","comments":[{"id":"1","author":"Tom Reed","text":"At last."}]}
EOF
    cat >additions.jsonl <<'EOF'
{"url":"https://tern.example/x","addition":true,"comments":[{"id":"7","author":"Mia Lund","text":"So did my father."},{"id":"8","author":"Tom Reed","text":"At last."}]}
{"url":"https://tern.example/none","addition":true,"comments":[{"id":"9","author":"Ed","text":"Where is it?"}]}
EOF
    run fihrist index additions.jsonl article.jsonl
    [[ $output == *"1 added"*"1 comments added to their articles"* ]]
    [[ $output == *"comments on an article that the index does not have"* ]]
    [ "$(fihrist show --format json x | jq -r '[.comments[].author] | join(",")')" = "Tom Reed,Mia Lund" ]
    [ "$(fihrist count 'comment:father')" = 1 ]
    run fihrist index additions.jsonl
    [[ $output != *"added to their articles"* ]]
}

@test "a folder that is watched is indexed as it fills up" {
    make_pages pages
    mkdir inbox
    "${FIHRIST_BUILD:-$BATS_TEST_DIRNAME/../../build}/fihrist" index --watch inbox >said 2>&1 3>&- &
    watcher=$!
    for _ in $(seq 100); do [ -e index/manifest.json ] && break; sleep .05; done
    cp pages/none.html inbox
    mkdir inbox/sub
    cp pages/drupal.html inbox/sub
    for _ in $(seq 200); do
        [ "$(fihrist count type:article 2>/dev/null)" = 2 ] && break
        sleep .05
    done
    kill -TERM "$watcher"
    wait "$watcher" || true
    [ "$(fihrist count type:article)" = 2 ]
}

@test "a reading process that is killed costs one document at most, which is named" {
    mkdir many
    for n in $(seq 600); do
        sed "s|<head>|<head><link rel=\"canonical\" href=\"https://tern.example/$n\">|" \
            "$BATS_TEST_DIRNAME/../data/comments/wordpress.html" >"many/$n.html"
    done
    tar cf many.tar many
    "${FIHRIST_BUILD:-$BATS_TEST_DIRNAME/../../build}/fihrist" extract many.tar 2>said 3>&- >got &
    program=$!
    for _ in $(seq 400); do [ -s got ] && break; sleep .005; done
    host=$(cat "/proc/$program/task/$program/children")
    worker=$(cat "/proc/${host% }/task/${host% }/children")
    kill -SEGV "${worker% }" || true
    wait "$program"
    rejected=$(grep -c 'many.tar/many/.*: reading it failed: Segmentation fault' said || true)
    [ "$(wc -l <got)" -eq $((600 - rejected)) ]
    [ "$rejected" -le 1 ]
}
