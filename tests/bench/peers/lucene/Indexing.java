// SPDX-License-Identifier: GPL-2.0-or-later

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Paths;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.IntPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;

/** One thread adds the documents; segments are merged beside it, as Lucene does by itself. */
final class Indexing {
    private static final double BUFFER_MB = 256;

    private Indexing() {}

    private static IndexWriter open(String directory) throws IOException {
        IndexWriterConfig config = new IndexWriterConfig(new Words());
        config.setRAMBufferSizeMB(BUFFER_MB);
        return new IndexWriter(FSDirectory.open(Paths.get(directory)), config);
    }

    private static Document document(Map<String, Object> from) {
        Document made = new Document();
        String title = (String) from.get("title"), text = (String) from.get("text");
        made.add(new TextField("title", title, Field.Store.NO));
        made.add(new TextField("body", title, Field.Store.NO));
        made.add(new TextField("body", text, Field.Store.YES));
        made.add(new StringField("source", (String) from.get("source"), Field.Store.NO));
        made.add(new StringField("type", (String) from.get("type"), Field.Store.NO));
        for (Object actor : (List<?>) from.get("actors")) {
            made.add(new StringField("actor", (String) actor, Field.Store.NO));
        }
        int date = (Integer) from.get("date");
        if (date > 0) {
            made.add(new IntPoint("date", date));
            made.add(new NumericDocValuesField("date", date));
        }
        addShown(made, from);
        return made;
    }

    /** What a list of results shows has columns: faster to fetch than what is stored with a text. */
    private static void addShown(Document made, Map<String, Object> from) {
        for (String shown : Searching.SHOWN) {
            made.add(new BinaryDocValuesField(shown, new BytesRef((String) from.get(shown))));
        }
    }

    static void index(String path, String directory) throws IOException {
        // Of the processor's time: engines are stopped now and then, for the others to run.
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        long documents = 0, textBytes = 0, parseNs = 0;
        try (BufferedReader reader = Json.open(path); IndexWriter writer = open(directory)) {
            while (true) {
                long before = clock.getCurrentThreadCpuTime();
                String line = reader.readLine();
                Map<String, Object> read = line == null ? null : Json.read(line);
                parseNs += clock.getCurrentThreadCpuTime() - before;
                if (read == null) {
                    break;
                }
                documents++;
                textBytes += bytes(read.get("title")) + bytes(read.get("text"));
                writer.addDocument(document(read));
            }
            writer.commit();
        }
        System.out.printf(Locale.ROOT,
            "{\"documents\":%d,\"text_bytes\":%d,\"parse_seconds\":%.3f}%n", documents, textBytes,
            parseNs / 1e9);
    }

    private static long bytes(Object text) {
        return ((String) text).getBytes(StandardCharsets.UTF_8).length;
    }

    static void optimize(String directory) throws IOException {
        try (IndexWriter writer = open(directory)) {
            writer.forceMerge(1);
        }
    }
}
