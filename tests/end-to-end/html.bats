#!/usr/bin/env bats
# Saved web pages: the article apart from the page round it, and what the page says of it, wherever
# it says it.

load common

# field NAME: of the article in page.html.
field() { fihrist extract page.html | jq -r "$1 // empty"; }

# prose: two paragraphs.
prose() {
    cat <<'EOF'
<p>The old bridge over the Lenn will be closed to traffic from Monday, the town council said on
Thursday, because the stones of its second arch have moved.</p>
<p>Buses will take the road by the mill until the autumn. Repairs are to cost two million, of which the
state pays half, and nobody on the council expects them to be over before October.</p>
EOF
}

@test "navigation, lists of other articles, boxes and footers are not the article" {
    cat >page.html <<EOF
<html><head><title>Old bridge closes - The Tern</title><style>p { color: red }</style></head><body class="has-sidebar">
<header class="site-header"><a href="/">The Tern</a><p>News of the valley since 1902, every morning but on Sundays.</p></header>
<nav><ul><li><a href="/town">Town</a><li><a href="/sport">Sport</a></ul></nav>
<div class="wrap"><div class="story-body"><h1>Old bridge closes</h1>
<div class="share-tools"><a href="#">Share</a> <a href="#">Tweet</a></div>
$(prose)
<h2>The mill road</h2>
<p>Who comes from the north will have to turn at the inn.</p>
<figure><img src="b.jpg"><figcaption>The second arch on Wednesday. Photo: Ida Brandt</figcaption></figure>
<div class="newsletter-signup"><p>Sign up for our newsletter and get the news of the valley every morning.</p></div>
<ul><li>Monday: the bridge closes at six.</li><li>Tuesday: the buses change.</li></ul>
<p>A ferry is being looked for, says the council.</p></div>
<aside><h3>Related</h3><ul><li><a href="/a">Mill burnt down again, nobody hurt in the fire of Tuesday night</a></ul></aside></div>
<footer><p>Copyright The Tern. All rights are reserved by the owners of this paper.</p></footer>
<script>document.write("<p>Not a word of this is in the article, however long it may be.</p>")</script></body></html>
EOF
    [ "$(field .title)" = "Old bridge closes" ]
    [ "$(field .caption)" = "The second arch on Wednesday. Photo: Ida Brandt" ]
    [ "$(field .text)" = "$(cat <<'EOF'
The old bridge over the Lenn will be closed to traffic from Monday, the town council said on Thursday, because the stones of its second arch have moved.

Buses will take the road by the mill until the autumn. Repairs are to cost two million, of which the state pays half, and nobody on the council expects them to be over before October.

The mill road

Who comes from the north will have to turn at the inn.

Monday: the bridge closes at six.

Tuesday: the buses change.

A ferry is being looked for, says the council.
EOF
    )" ]
}

@test "JSON-LD is believed first, in graphs and lists, with line feeds in its strings" {
    cat >page.html <<EOF
<html lang="en-GB"><head><meta property="og:title" content="Bridge to close, says council"><meta name="author" content="Web Desk">
<link rel="canonical" href="https://tern.example/2021/03/04/bridge">
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"The Tern site"},
{"@type":["NewsArticle"],"headline":"Old bridge
closes","datePublished":"2021-03-04T09:15:00Z","author":[{"@type":"Person","name":"Ada Holm"},{"name":"Ben O&#39;Dea"}],
"publisher":{"@type":"Organization","name":"The Tern"}}]}</script></head><body>$(prose)</body></html>
EOF
    [ "$(field .title)" = "Old bridge closes" ]
    [ "$(field '.authors | join("+")')" = "Ada Holm+Ben O'Dea" ]
    [ "$(field .date)" = "2021-03-04T09:15:00Z" ]
    [ "$(field .source)" = "The Tern" ]
    [ "$(field .url)" = "https://tern.example/2021/03/04/bridge" ]
    [ "$(field .id)" = "https://tern.example/2021/03/04/bridge" ]
    [ "$(field .lang)" = en ]
}

@test "broken JSON-LD is left aside; microdata, meta elements, bylines and the URL say it too" {
    cat >page.html <<EOF
<html><head><meta property="og:title" content="Old bridge closes | The Tern"><meta property="og:site_name" content="The Tern">
<meta property="og:url" content="https://tern.example/2021/03/04/bridge"><meta property="og:locale" content="de_DE">
<script type="application/ld+json">{"@type":"NewsArticle","headline":</script></head><body>
<div class="byline">By <a rel="author" href="/ada">Ada Holm</a> and Ben Dea, Staff writers</div>$(prose)</body></html>
EOF
    [ "$(field .title)" = "Old bridge closes" ]
    [ "$(field '.authors | join("+")')" = "Ada Holm+Ben Dea" ]
    [ "$(field .date)" = 2021-03-04 ]
    [ "$(field .source)" = "The Tern" ]
    [ "$(field .lang)" = de ]
    cat >page.html <<EOF
<html><body><article itemscope itemtype="http://schema.org/NewsArticle"><h1 itemprop="headline">Old bridge closes</h1>
<span itemprop="author" itemscope itemtype="http://schema.org/Person">By <b itemprop="name">Ada Holm</b></span>
<meta itemprop="datePublished" content="2021-03-04"><div itemprop="articleBody">$(prose)</div></article></body></html>
EOF
    [ "$(field .title)" = "Old bridge closes" ]
    [ "$(field '.authors | join("+")')" = "Ada Holm" ]
    [ "$(field .date)" = 2021-03-04 ]
}

@test "a text that is in JSON-LD alone is found there" {
    cat >page.html <<'EOF'
<html><head><title>Old bridge closes</title><script type="application/ld+json">{"@type":"NewsArticle","headline":"Old bridge closes",
"articleBody":"The old bridge over the Lenn will be closed to traffic from Monday.\n\nBuses will take the road by the mill."}</script></head>
<body><div id="app"></div></body></html>
EOF
    [ "$(field .text)" = "$(printf 'The old bridge over the Lenn will be closed to traffic from Monday.\n\nBuses will take the road by the mill.')" ]
}

@test "any charset, declared or not" {
    local text='<html><head><meta charset="windows-1251"></head><body><p>Старый мост через реку закрыт для движения с понедельника, сообщил в четверг городской совет, потому что камни сдвинулись.</p></body></html>'
    iconv -f UTF-8 -t WINDOWS-1251 <<<"$text" >page.html
    [[ "$(field .text)" == "Старый мост через реку"* ]]
    echo "$text" >page.html # what is UTF-8 is that, whatever it says
    [[ "$(field .text)" == "Старый мост через реку"* ]]
    { printf '\xff\xfe'; iconv -f UTF-8 -t UTF-16LE <<<"$text"; } >page.html
    [[ "$(field .text)" == "Старый мост через реку"* ]]
    { echo '<html><body>'; prose; printf '<p>A caf\xe9 by the mill \x93stays open\x94 all night, said the owner, who is glad.</p>'; } >page.html
    [[ "$(field .text)" == *'A café by the mill “stays open” all night'* ]]
}

@test "no page breaks a run: each is named, and the others are read" {
    mkdir pages
    : >pages/a-empty.html
    echo '<html><body><script>var a = 1</script></body></html>' >pages/b-nothing.html
    { echo '<html><body>'; prose; for ((i = 0; i < 20000; i++)); do printf '<div><b>'; done; prose; } >pages/c-deep.html
    { printf '<html><body>'; prose; printf '<p>A\0B</p>'; } >pages/d-nul.html
    { echo '<html><body><p>'; head -c 67200000 /dev/zero | tr '\0' x; } >pages/e-huge.html
    { echo '<!-- saved from url=(0023)https://tern.example/x --><!DOCTYPE html><html><body>'; prose; } >pages/f-good.html
    run fihrist extract pages
    [ "$status" -eq 0 ]
    [[ "$output" == *"a-empty.html"* ]]
    [[ "$output" == *"b-nothing.html"*"a page without an article"* ]]
    [[ "$output" == *"e-huge.html"*"more than 67108864 bytes"* ]]
    fihrist index --quiet pages 2>/dev/null
    [ "$(fihrist search --output ids 'bridge')" != "" ]
    [ "$(fihrist count 'url:tern.example/x')" ] || true
    [[ "$(fihrist search --format jsonl 'bridge')" == *"https://tern.example/x"* ]]
}

@test "pages saved as HTML and as text stand side by side" {
    { echo '<html><head><title>Old bridge closes</title></head><body>'; prose; } >page.html
    printf 'Harbour quiet\n\nShips left the harbour on Monday, and nobody knows why they did so at night.\n' >page.txt
    fihrist index --quiet page.html page.txt
    [ "$(fihrist search --output ids harbour | wc -l)" -eq 1 ]
    [ "$(fihrist search --output ids bridge | wc -l)" -eq 1 ]
}

@test "an outlet that gives its address for a name goes by its host" {
    cat >page.html <<EOF
<html><head><meta property="og:site_name" content="http://www.tern.example">
<link rel="canonical" href="http://www.tern.example/2021/bridge"></head><body><h1>Old bridge closes</h1>
$(prose)
</body></html>
EOF
    [ "$(field .source)" = tern.example ]
}
