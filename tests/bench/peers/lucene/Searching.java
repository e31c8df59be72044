// SPDX-License-Identifier: GPL-2.0-or-later

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.FSDirectory;

/** The loop of questions.c: the same order, the same times. */
final class Searching {
    private static final int TOP = 10;
    /** Of a hit, beside its date. */
    static final String[] SHOWN = {"id", "title", "source"};

    private final IndexSearcher searcher;
    private final Words words = new Words();
    private final List<Question> questions = new ArrayList<>();
    private int[] order, top;
    private int passes = 5;
    private double seconds = 10, warm = 1;
    private boolean turns, counts;
    private final List<double[]> measured = new ArrayList<>(); // a pass each, the last one not whole
    private int next; // question of the last pass
    private long shownBytes; // so that nothing of it is left out

    private Searching(IndexSearcher searcher) {
        this.searcher = searcher;
    }

    private void read(String path) throws IOException {
        try (BufferedReader reader = Json.open(path)) {
            for (String line; (line = reader.readLine()) != null; ) {
                questions.add(new Question(line));
            }
        }
        order = new int[questions.size()];
        top = new int[questions.size()];
    }

    private void options(String[] arguments, int from) {
        for (int i = from; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--count":
                    counts = true;
                    break;
                case "--turns":
                    turns = true;
                    break;
                case "--passes":
                    passes = Integer.parseInt(arguments[++i]);
                    break;
                case "--seconds":
                    seconds = Double.parseDouble(arguments[++i]);
                    break;
                case "--warm":
                    warm = Double.parseDouble(arguments[++i]);
                    break;
                default:
                    throw new IllegalArgumentException("unknown option " + arguments[i]);
            }
        }
    }

    private static long random(long state) {
        long z = state;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    private void shuffle() {
        long state = 1;
        for (int i = 0; i < order.length; i++) {
            state += 0x9e3779b97f4a7c15L;
            int other = (int) ((random(state) >>> 32) * (i + 1) >>> 32);
            order[i] = order[other];
            order[other] = i;
        }
    }

    private void show(int doc) throws IOException {
        List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
        LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(doc, leaves));
        for (String name : SHOWN) {
            BinaryDocValues values = DocValues.getBinary(leaf.reader(), name);
            values.advanceExact(doc - leaf.docBase);
            shownBytes += values.binaryValue().utf8ToString().length();
        }
        NumericDocValues dates = DocValues.getNumeric(leaf.reader(), "date");
        shownBytes += dates.advanceExact(doc - leaf.docBase) ? dates.longValue() : 0;
    }

    private int search(Question question) throws IOException {
        ScoreDoc[] found = searcher.search(question.query(words), TOP).scoreDocs;
        for (ScoreDoc one : found) {
            show(one.doc);
        }
        return found.length;
    }

    private void askOne() throws IOException {
        if (next == 0) {
            measured.add(new double[order.length]);
        }
        int number = order[next];
        long before = System.nanoTime();
        top[number] = search(questions.get(number));
        measured.get(measured.size() - 1)[number] = (System.nanoTime() - before) / 1e3;
        next = (next + 1) % order.length;
    }

    private void finishPass() throws IOException {
        do {
            askOne();
        } while (next != 0);
    }

    private static double since(long ns) {
        return (System.nanoTime() - ns) / 1e9;
    }

    /** The seconds that a pass takes in the end. */
    private double warmUp() throws IOException {
        long start = System.nanoTime(), pass;
        do {
            pass = System.nanoTime();
            finishPass();
            measured.clear();
        } while (since(start) < warm);
        return since(pass);
    }

    private void run() throws IOException {
        warmUp();
        long start = System.nanoTime();
        do {
            finishPass();
        } while (measured.size() < passes && since(start) < seconds);
    }

    /** The others have their turns while this waits for a line. */
    private void runInTurns() throws IOException {
        BufferedReader told = new BufferedReader(
            new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        System.out.println(warmUp());
        for (String line; (line = told.readLine()) != null; ) {
            long start = System.nanoTime();
            double turn = Double.parseDouble(line);
            do {
                askOne();
            } while (since(start) < turn);
            System.out.println("asked");
        }
        if (next != 0 && measured.size() > 1) {
            measured.remove(measured.size() - 1);
        } else if (next != 0 || measured.isEmpty()) {
            finishPass();
        }
    }

    private void print() throws IOException {
        for (int i = 0; i < questions.size(); i++) {
            Question question = questions.get(i);
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT,
                "{\"kind\":%s,\"query\":%s,\"top\":%d", Json.quoted(question.kind),
                Json.quoted(question.query), top[i]));
            if (counts) {
                line.append(",\"hits\":").append(searcher.count(question.query(words)));
            }
            String before = ",\"us\":[";
            for (double[] pass : measured) {
                line.append(before).append(String.format(Locale.ROOT, "%.1f", pass[i]));
                before = ",";
            }
            System.out.println(line.append("]}"));
        }
    }

    static void search(String[] arguments) throws IOException {
        try (DirectoryReader reader =
                DirectoryReader.open(FSDirectory.open(Paths.get(arguments[1])))) {
            Searching searching = new Searching(new IndexSearcher(reader));
            searching.options(arguments, 3);
            searching.read(arguments[2]);
            searching.shuffle();
            if (searching.turns) {
                searching.runInTurns();
            } else {
                searching.run();
            }
            searching.print();
        }
    }
}
