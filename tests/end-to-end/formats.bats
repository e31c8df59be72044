#!/usr/bin/env bats
# Feeds, tables and letters as people have them, in one folder: what is in them is found, comments
# come to their articles, and what is wrong with one costs it alone.

load common

# make_folder FOLDER: an article in each format, and comments on some of them in others.
make_folder() {
    mkdir -p "$1"
    cat >"$1/tidings.rss" <<'EOF'
<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Harbour Tidings</title><link>https://tidings.example/</link><language>en-GB</language>
<item><title>Dredgers end their strike</title><link>https://tidings.example/2015/strike/</link>
<dc:creator>Ida Ferrin</dc:creator><pubDate>Sat, 20 Jun 2015 15:14:07 +0000</pubDate>
<description>It ended.</description>
<content:encoded><![CDATA[<p>The dredgers went back to work.</p><p>Nine weeks were lost.</p>]]></content:encoded></item>
</channel></rss>
EOF
    cat >"$1/comments.xml" <<'EOF'
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Comments on: Dredgers end their strike</title><link>https://tidings.example/2015/strike/</link>
<item><title>By: Bo</title><link>https://tidings.example/2015/strike/#comment-2</link><dc:creator>Bo</dc:creator>
<description>In reply to &lt;a href=&quot;https://tidings.example/2015/strike/#comment-1&quot;&gt;Al&lt;/a&gt;.

Leviathan at last.</description></item>
<item><title>By: Al</title><link>https://tidings.example/2015/strike/#comment-1</link><dc:creator>Al</dc:creator>
<description>Well said.</description></item></channel></rss>
EOF
    cat >"$1/vale.atom" <<'EOF'
<feed xmlns="http://www.w3.org/2005/Atom"><title>The Vale Observer</title><entry><title>Bridge closes</title>
<link href="https://vale.example/bridge"/><updated>2016-02-03T04:05:06Z</updated>
<content type="html">&lt;p&gt;The &lt;i&gt;old&lt;/i&gt; bridge is shut.&lt;/p&gt;</content></entry></feed>
EOF
    printf '%s' '{"version":"https://jsonfeed.org/version/1.1","title":"Night Post","items":[{"id":"1",
        "url":"https://night.example/1","title":"Lamps","content_text":"Gaslight returned."}]}' >"$1/night.json"
    printf 'Headline;Publisher;Published;Body;Section\nFerry sinks;Harbour Tidings;31 Dec 2014;"Nobody was hurt; the ferry
was empty.";Local\n' >"$1/archive.csv"
    printf 'url\tcomment\tcommenter\nhttps://vale.example/bridge\tMy grandfather built it.\tTess\n' >"$1/comments.tsv"
    printf 'From a@b Sat Jun 20 15:14:07 2015\nFrom: The Quay Letter <desk@quay.example>\nSubject: =?utf-8?q?Caf=%s?= openings
Message-ID: <7@quay.example>\nDate: Sat, 20 Jun 2015 15:14:07 +0200\n\nThree opened.\n>From here on, more.\n' \
        C3=A9 >"$1/letters.mbox"
}

@test "feeds, tables and letters in a folder are one archive" {
    make_folder news
    fihrist index --quiet news
    [ "$(fihrist count type:article)" = 5 ]
    [ "$(fihrist count type:comment)" = 3 ]
    [ "$(ids 'dredgers weeks author:ferrin source:"Harbour Tidings" date:2015' type:article)" = https://tidings.example/2015/strike/ ]
    [ "$(ids 'ferry empty date:2014' type:article | wc -w)" = 1 ]
    [ "$(ids 'gaslight source:"Night Post"')" = https://night.example/1 ]
    [ "$(ids 'café three source:"The Quay Letter"')" = mid:7@quay.example ]
}

@test "comments of feeds and tables come to their articles, whatever is read first" {
    make_folder news
    fihrist index --quiet news
    fihrist show --format json https://tidings.example/2015/strike/ >shown
    [ "$(jq -r '.comments | map(.author + ":" + (.parent // "-")) | sort | join(" ")' shown)" = "Al:- Bo:1" ]
    [ "$(fihrist show --format json https://vale.example/bridge | jq -r '.comments[0].text')" = "My grandfather built it." ]
}

@test "columns of other names are told apart by --map, and a wrong map is refused" {
    printf 'kopf\tinhalt\tort\nFähre sinkt\tNiemand war an Bord.\tHafen\n' >a.tsv
    run fihrist extract a.tsv
    [[ $output == *"no column of titles, texts or comments among 'kopf', 'inhalt', 'ort'"* ]]
    [ "$(fihrist extract --map kopf=title,inhalt=text a.tsv | jq -r '.title + "|" + .text + "|" + .ort')" = \
        "Fähre sinkt|Niemand war an Bord.|Hafen" ]
    run fihrist extract --map kopf=headline a.tsv
    [ "$status" -eq 2 ]
    [[ $output == *"--map: 'headline' is not a field"* ]]
}

@test "a feed that would read a file, or blow up, is named and the rest is read" {
    make_folder news
    printf '<!DOCTYPE rss [<!ENTITY xxe SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&xxe;</title></item></channel></rss>' \
        >news/evil.rss
    printf '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><rss><channel><item><title>&b;</title></item></channel></rss>' \
        >news/laugh.rss
    run --separate-stderr fihrist extract news
    [ "$status" -eq 0 ]
    [[ $stderr == *"evil.rss: a feed that declares an entity, 'xxe', of another file"* ]]
    [[ $stderr == *"laugh.rss: a feed that declares an entity, 'a'"* ]]
    [[ $output != *root:* ]]
    [ "$(jq -r 'select(.addition | not) | .title' <<<"$output" | wc -l)" = 5 ]
}
