#!/usr/bin/env python3
"""archives.py FOLDER INTO: put the pages of a folder into the containers people have them in.

Each page must declare its canonical URL. INTO gets pages.zip, pages.tar, pages.tar.gz, pages.warc
(version 1.0, lengths plain), pages.warc.gz (version 1.1, a gzip member each, bodies chunked and
compressed in turns, with the records crawlers write beside them), pages.wacz and nested.zip, which
holds the WARC in a folder.
"""

import gzip
import io
import json
import re
import sys
import tarfile
import zipfile
import zlib
from pathlib import Path

DATE = "2021-03-05T10:00:00Z"


def canonical(page):
    return re.search(rb'rel="canonical" href="([^"]+)"', page).group(1).decode()


def record(version, kind, url, body, content_type, more=()):
    """One WARC record."""
    lines = [f"WARC/{version}", f"WARC-Type: {kind}", f"WARC-Date: {DATE}",
             f"WARC-Record-ID: <urn:uuid:{zlib.crc32(url.encode() + body):08x}-0000>"]
    if url:
        lines.append(f"WARC-Target-URI: {url}")
    lines += [f"Content-Type: {content_type}", *more, f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body + b"\r\n\r\n"


def chunked(body):
    pieces = [body[at:at + 1000] for at in range(0, len(body), 1000)]
    return b"".join(b"%x;ext=1\r\n%s\r\n" % (len(p), p) for p in pieces) + b"0\r\nX-Sum: 1\r\n\r\n"


def answer(page, number=0):
    """An HTTP answer: plain, chunked, compressed, or both."""
    head = ["HTTP/1.1 200 OK", "Content-Type: text/html; charset=UTF-8"]
    if number & 2:
        page = gzip.compress(page)
        head.append("content-encoding: gzip")
    if number & 1:
        page = chunked(page)
        head.append("Transfer-Encoding: chunked")
    else:
        head.append(f"Content-Length: {len(page)}")
    return "\r\n".join(head).encode() + b"\r\n\r\n" + page


def plain_warc(pages):
    all_of_it = record("1.0", "warcinfo", "", b"software: test\r\n", "application/warc-fields")
    for url, page in pages:
        all_of_it += record("1.0", "response", f"<{url}>", answer(page),
                            "application/http; msgtype=response")
    return all_of_it


def gzip_warc(pages):
    """What a crawler of today writes: a request beside each answer, pictures, redirections, errors
    and pages that did not change since."""
    members = [record("1.1", "warcinfo", "", b"software: test\r\n", "application/warc-fields")]
    http = "application/http; msgtype=response"
    for number, (url, page) in enumerate(pages):
        members.append(record("1.1", "request", url, b"GET / HTTP/1.1\r\n\r\n",
                              "application/http; msgtype=request"))
        members.append(record("1.1", "response", url, answer(page, number), http))
        members.append(record("1.1", "metadata", url, b"fetchTimeMs: 5\r\n",
                              "application/warc-fields"))
    members.append(record("1.1", "response", "https://tern.example/a.png",
                          b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG\0\0", http))
    members.append(record("1.1", "response", "https://tern.example/gone",
                          b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n"
                          b"<html><body><p>" + b"There is nothing here. " * 30, http))
    members.append(record("1.1", "revisit", pages[0][0],
                          b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", http,
                          ("WARC-Profile: http://netpreserve.org/warc/1.1/revisit/"
                           "identical-payload-digest",)))
    return b"".join(gzip.compress(member) for member in members)


def write_zip(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as into:
        for name, body in members:
            into.writestr(name, body)


def write_tar(path, members, mode):
    with tarfile.open(path, mode) as into:
        for name, body in members:
            info = tarfile.TarInfo(name)
            info.size = len(body)
            into.addfile(info, io.BytesIO(body))


def page_list(pages):
    lines = [{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}]
    lines += [{"id": str(i), "url": url, "ts": DATE} for i, (url, _) in enumerate(pages)]
    return "".join(json.dumps(line) + "\n" for line in lines)


def main(folder, into):
    files = [(path.name, path.read_bytes()) for path in sorted(Path(folder).glob("*.html"))]
    pages = [(canonical(body), body) for _, body in files]
    inside = [("pages/" + name, body) for name, body in files]
    warc = gzip_warc(pages)
    write_zip(into / "pages.zip", inside)
    write_tar(into / "pages.tar", inside, "w")
    write_tar(into / "pages.tar.gz", inside, "w:gz")
    (into / "pages.warc").write_bytes(plain_warc(pages))
    (into / "pages.warc.gz").write_bytes(warc)
    write_zip(into / "pages.wacz", [("archive/data.warc.gz", warc),
                                    ("pages/pages.jsonl", page_list(pages)),
                                    ("datapackage.json", '{"profile": "data-package"}')])
    write_zip(into / "nested.zip", [("crawl/pages.warc.gz", warc)])


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
