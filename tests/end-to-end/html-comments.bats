#!/usr/bin/env bats
# Comments in saved pages, as the common systems write them: every one comes with its author, its
# date and what it answers, and none is in the article.

load common

# comments_are NAME: the comments of tests/data/comments/NAME.html are those of standard input, one a
# line: id, parent, author, date, text.
comments_are() {
    fihrist extract "$BATS_TEST_DIRNAME/../data/comments/$1.html" >article.json
    jq -r '.comments // [] | .[] | [.id, .parent // "", .author // "", .date // "", .text] | join("|")' \
        article.json >found
    diff found - || return 1
    [ "$(jq -r .text article.json | wc -l)" -eq 3 ]
    [[ "$(jq -r .text article.json)" == "The old bridge"*"before October." ]]
}

@test "WordPress: a list of comments, answers in lists of their own" {
    comments_are wordpress <<'EOF'
1||Tom Reed|2021-03-04T09:15:00|At last somebody looked at those stones.
I told them in May.
2|1|Mia Lund|2021-03-04T10:02:00|So did my father.
3||Jo|2021-03-05T19:30:00|How do I get to the mill now?
EOF
}

@test "WordPress since 2013: articles in a list, times with datetime" {
    comments_are wordpress-html5 <<'EOF'
1||Tom Reed|2021-03-04T09:15:00+00:00|At last somebody looked at those stones.
2|1|Mia Lund|2021-03-04T10:02:00+00:00|So did my father.
EOF
}

@test "what is there for readers without scripts: posts in noscript" {
    comments_are noscript <<'EOF'
1||Tom Reed|2021-03-04|At last somebody looked at those stones.
2||Mia Lund|2021-03-05|So did my father.
EOF
}

@test "schema.org's Comment in microdata, whatever it is called" {
    comments_are microdata <<'EOF'
1||Tom Reed|2021-03-04T09:15:00Z|At last somebody looked at those stones.
2|1|Mia Lund|2021-03-04T10:02:00Z|So did my father.
EOF
}

@test "Drupal: answers indented beside what they answer" {
    comments_are drupal <<'EOF'
1||Tom Reed|2021-03-04T09:15:00|At last somebody looked at those stones.
2|1|Mia Lund|2021-03-04T10:02:00|So did my father.
3||Jo|2021-03-05T19:30:00|How do I get to the mill now?
EOF
}

@test "Blogger: threads of lines" {
    comments_are blogger <<'EOF'
1||Tom Reed|2021-03-04T09:15:00|At last somebody looked at those stones.
2|1|Mia Lund|2021-03-04T10:02:00|So did my father.
EOF
}

@test "Movable Type and TypePad: a box for each, its footer says who and when" {
    comments_are typepad <<'EOF'
1||Tom Reed|2021-03-04T09:15:00|At last somebody looked at those stones.
2||Mia Lund|2021-03-04T10:02:00|So did my father.
EOF
}

@test "depths in classes, without lists in lists" {
    comments_are depth-classes <<'EOF'
1||Tom Reed|2021-03-04 09:15|At last somebody looked at those stones.
2|1|Mia Lund|2021-03-04 10:02|So did my father.
3|2|Tom Reed|2021-03-04 10:20|I remember him.
4||Jo|2021-03-05 19:30|How do I get to the mill now?
EOF
}

@test "a parent's number in an attribute" {
    comments_are parent-attributes <<'EOF'
1||Tom Reed|2021-03-04T09:15:00Z|At last somebody looked at those stones.
2||Jo|2021-03-05T19:30:00Z|How do I get to the mill now?
3|1|Mia Lund|2021-03-04T10:02:00Z|So did my father.
EOF
}

@test "a margin for each level" {
    comments_are margins <<'EOF'
1||Tom Reed|2021-03-04T09:15:00|At last somebody looked at those stones.
2|1|Mia Lund|2021-03-04T10:02:00|So did my father.
3||Jo|2021-03-05T19:30:00|How do I get to the mill now?
EOF
}

@test "a plain list that is called responses" {
    comments_are plain-list <<'EOF'
1||Tom Reed|2021-03-04|At last somebody looked at those stones.
2|1|Mia Lund|2021-03-05|So did my father.
3||Jo|2021-03-06|How do I get to the mill now?
EOF
}

@test "a link to the comment that is answered" {
    comments_are reply-links <<'EOF'
1||Tom Reed|2021-03-04|At last somebody looked at those stones.
2||Jo|2021-03-05|How do I get to the mill now?
3|1|Mia Lund|2021-03-06|So did my father.
EOF
}

@test "a rank, a motto and readers around a name, and when it was in the text's box" {
    comments_are ranks <<'EOF'
1||Tom Reed||At last somebody looked at those stones.
2||Mia Lund|2021-03-14T10:02:00|So did my father.
3||Jo|2021-03-05T19:30:00|How do I get to the mill now?
EOF
}

@test "no language: a date with a day above 12 tells the order of the others; badges" {
    comments_are day-first <<'EOF'
1||tom-reed|2021-04-21T09:15:00|At last somebody looked at those stones.
2||mia|2021-04-05T10:02:00|So did my father.
EOF
}

@test "a form to write a comment is none; submitted by NAME, on; answers named so" {
    comments_are form-around <<'EOF'
1||Tom Reed|2021-03-04T09:15:00|At last somebody looked at those stones.
2|1|Mia Lund|2021-03-04T10:02:00|So did my father.
EOF
}

@test "contents of comments beside each other are the comments" {
    comments_are twins <<'EOF'
1||Tom Reed|2021-03-04T09:15:00|Stones
At last somebody looked at those stones.
2||Mia Lund Mason|2021-03-04T10:02:00|Mine too
So did my father.
3||Jo|2021-03-05T19:30:00|The mill
How do I get to the mill now?
EOF
}

@test "long numbers with letters in them, and a day without a year" {
    comments_are long-numbers <<'EOF'
1||Tom Reed||At last somebody looked at those stones.
2||Mia Lund||So did my father.
EOF
}

@test "authors and dates of what is quoted are not those of the comment" {
    comments_are quoted-heads <<'EOF'
1||Tom Reed|2021-03-04T09:15:00|At last somebody looked at those stones.
2||Mia Lund|2021-03-04T10:02:00|Tom Reed: Mar. 4, 2021 - 9:15 AM EST
At last
So did my father.
3||Jo|2021-03-05T19:30:00|How do I get to the mill now?
EOF
}

@test "boxes that open, numbers and buttons are no text" {
    comments_are closed-boxes <<'EOF'
1||Tom Reed|2021-03-04T09:15:00|At last somebody looked at those stones.
2||Mia Lund|2021-03-04T10:02:00|So did my father.
EOF
}

@test "ids of programs, a form around the page, and times without a date" {
    comments_are days-ago <<'EOF'
1||Tom Reed||At last somebody looked at those stones.
2||Mia Lund||So did my father.
EOF
}

@test "a page without comments has none, and what asks for them is none" {
    comments_are none </dev/null
}
