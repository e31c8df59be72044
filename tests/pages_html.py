#!/usr/bin/env python3
"""pages_html.py FIHRIST [NAME...]: whether `fihrist extract` reads the pages of tests/data/pages-html right.

NAME.html is a page, NAME.json what is right: title, authors, date (as far as it is given), source, url,
lang, comments (author, date, text, number of the comment it answers or 0), caption (texts in it), text where
the page itself does not show it. In the page a pilcrow stands before each block of the article's text, and a
currency sign before each that may be in it or not; both are taken out before the page is read, and so each
text is checked whole: nothing is missing, nothing else is in it. A page is written in the charset it names.
"""
import html
import json
import os
import re
import subprocess
import sys
import tempfile

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'data', 'pages-html')
MARK = re.compile('[¶¤]')
BLOCK = re.compile(r'</?(?:p|div|h[1-6]|li|[uo]l|d[dlt]|t[dhr]|table|blockquote|figure|section|article|summary|'
                   r'details|hr|header|footer|form)\b|<br\s*/?>\s*<br\b|[¶¤]', re.I)


def plain(text):
    text = re.sub(r'<br\s*/?>', ' ', re.sub(r'<!--.*?-->', '', text, flags=re.S), flags=re.I)
    text = html.unescape(re.sub(r'<[^>]*>', '', text)).replace('\u00a0', ' ')
    return ' '.join(text.split())


def marked(page):
    """The text of each marked block, and whether it must be there."""
    found = []
    for mark in MARK.finditer(page):
        end = BLOCK.search(page, mark.end())
        found.append((plain(page[mark.end():end.start() if end else len(page)]), mark.group() == '¶'))
    return found


def differences_of_text(wanted, text):
    got = [' '.join(block.split()) for block in text.split('\n\n')] if text else []
    known = {text for text, _ in wanted}
    said = ['+ ' + block for block in got if block not in known]
    said += ['- ' + text for text, must in wanted if must and text not in got]
    order = [block for block in got if block in known]
    if not said and order != [text for text, _ in wanted if text in order]:
        said.append('the text is not in order')
    return said


def differences_of_comments(wanted, comments):
    numbers = {comment['id']: number for number, comment in enumerate(comments, 1)}
    got = [[c.get('author', ''), c.get('date', ''), c.get('text', ''), numbers.get(c.get('parent'), 0)]
           for c in comments]
    for one, right in zip(got, wanted):
        one[1] = one[1][:len(right[1])]
    said = ['+ comment %r' % one for one in got if one not in wanted]
    return said + ['- comment %r' % one for one in wanted if one not in got]


def differences(program, name, folder):
    with open(os.path.join(DATA, name + '.json'), encoding='utf-8') as file:
        right = json.load(file)
    with open(os.path.join(DATA, name + '.html'), encoding='utf-8') as file:
        page = file.read()
    path = os.path.join(folder, name + '.html')
    with open(path, 'wb') as file:
        file.write(MARK.sub('', page).encode(right.get('charset', 'utf-8')))
    run = subprocess.run([program, 'extract', path], capture_output=True, text=True, check=False)
    try:
        article = json.loads(run.stdout)
    except ValueError:
        return ['no article: ' + run.stderr.strip()]
    said = []
    for key in ('title', 'date', 'source', 'url', 'lang', 'authors'):
        got = article.get(key, [] if key == 'authors' else '')
        cut = got[:len(right[key])] if key == 'date' and key in right else got
        if key in right and cut != right[key]:
            said.append('%s: %r, not %r' % (key, got, right[key]))
    text = article.get('text', '')
    wanted = [(block, True) for block in right['text']] if 'text' in right else marked(page)
    said += differences_of_text(wanted, text)
    said += ['in the text: ' + part for part in right.get('must_not', []) if part in text]
    said += ['not in the caption: ' + part for part in right.get('caption', [])
             if part not in article.get('caption', '') or part in text]
    return said + differences_of_comments(right.get('comments', []), article.get('comments', []))


def main():
    program, names = sys.argv[1], sys.argv[2:]
    if not names:
        names = sorted(name[:-5] for name in os.listdir(DATA) if name.endswith('.html'))
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            said = differences(program, name, folder)
            wrong += bool(said)
            print('not right' if said else 'right', name, sep='\t')
            for line in said:
                print('    ' + line)
    print('%d of %d pages are right' % (len(names) - wrong, len(names)))
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
