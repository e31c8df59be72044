// SPDX-License-Identifier: GPL-2.0-or-later

import java.io.IOException;

/**
 * The driver of Lucene 8, with the face that peer.h describes: index DOCUMENTS DIR, optimize DIR,
 * search DIR QUESTIONS.
 */
final class PeerLucene {
    private PeerLucene() {}

    public static void main(String[] arguments) throws IOException {
        String verb = arguments.length > 1 ? arguments[0] : "";
        if (verb.equals("index") && arguments.length == 3) {
            Indexing.index(arguments[1], arguments[2]);
        } else if (verb.equals("optimize") && arguments.length == 2) {
            Indexing.optimize(arguments[1]);
        } else if (verb.equals("search") && arguments.length > 2) {
            Searching.search(arguments);
        } else {
            System.err.println("usage: index DOCUMENTS DIR | optimize DIR | search DIR QUESTIONS");
            System.exit(2);
        }
    }
}
