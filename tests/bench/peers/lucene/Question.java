// SPDX-License-Identifier: GPL-2.0-or-later

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.IntPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexOrDocValuesQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/** A question as peer.h describes it, and as a query of Lucene's. */
final class Question {
    final String kind, query;
    private final Map<String, Object> text, filters;

    @SuppressWarnings("unchecked")
    Question(String line) throws IOException {
        Map<String, Object> read = Json.read(line);
        kind = (String) read.get("kind");
        query = (String) read.get("query");
        text = (Map<String, Object>) read.get("text");
        filters = (Map<String, Object>) read.get("filters");
    }

    Query query(Words words) throws IOException {
        BooleanQuery.Builder filtered = new BooleanQuery.Builder();
        Query found = text(words, text);
        filtered.add(found, Occur.MUST);
        addFilters(filtered);
        BooleanQuery all = filtered.build();
        return all.clauses().size() == 1 ? found : all;
    }

    // --- words ---

    private static Query words(List<String> stems, String field) {
        if (stems.size() == 1) {
            return new TermQuery(new Term(field, stems.get(0)));
        }
        return new PhraseQuery(field, stems.toArray(new String[0]));
    }

    @SuppressWarnings("unchecked")
    private static Query text(Words words, Map<String, Object> node) throws IOException {
        if (node.containsKey("words")) {
            String phrase = String.join(" ", (List<String>) node.get("words"));
            return words(words.of(phrase), node.containsKey("in") ? "title" : "body");
        }
        String operator = node.keySet().iterator().next();
        BooleanQuery.Builder made = new BooleanQuery.Builder();
        Occur occur = operator.equals("or") ? Occur.SHOULD : Occur.MUST;
        for (Object operand : (List<?>) node.get(operator)) {
            made.add(text(words, (Map<String, Object>) operand), occur);
            if (operator.equals("not")) {
                occur = Occur.MUST_NOT;
            }
        }
        return made.build();
    }

    // --- filters ---

    private static void addTerm(BooleanQuery.Builder all, String field, Object value) {
        if (value != null) {
            all.add(new TermQuery(new Term(field, (String) value)), Occur.FILTER);
        }
    }

    private void addFilters(BooleanQuery.Builder all) {
        for (Object actor : (List<?>) filters.get("actors")) {
            addTerm(all, "actor", actor);
        }
        addTerm(all, "source", filters.get("source"));
        addTerm(all, "type", filters.get("type"));
        List<?> dates = (List<?>) filters.get("dates");
        int from = (Integer) dates.get(0), to = (Integer) dates.get(1);
        if (from != 0 || to != 0) {
            int last = to != 0 ? to : Integer.MAX_VALUE;
            all.add(new IndexOrDocValuesQuery(IntPoint.newRangeQuery("date", from, last),
                NumericDocValuesField.newSlowRangeQuery("date", from, last)), Occur.FILTER);
        }
    }
}
