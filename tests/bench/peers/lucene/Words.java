// SPDX-License-Identifier: GPL-2.0-or-later

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * What EnglishAnalyzer does, but with Snowball's English stemmer, which the other engines use, and
 * with the stop words kept, so that phrases of them are found.
 */
final class Words extends Analyzer {
    @Override
    protected TokenStreamComponents createComponents(String field) {
        Tokenizer tokenizer = new StandardTokenizer();
        TokenStream folded = new ASCIIFoldingFilter(new LowerCaseFilter(tokenizer));
        return new TokenStreamComponents(tokenizer, new SnowballFilter(folded, "English"));
    }

    /** No phrase reaches across from a title to its text. */
    @Override
    public int getPositionIncrementGap(String field) {
        return 100;
    }

    List<String> of(String text) throws IOException {
        List<String> found = new ArrayList<>();
        try (TokenStream stream = tokenStream("body", text)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (stream.incrementToken()) {
                found.add(term.toString());
            }
            stream.end();
        }
        return found;
    }
}
