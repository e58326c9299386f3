package dev.flysnap.restore.sqlite3;

import dev.flysnap.json.MalformedJson;
import dev.flysnap.problem.PrintableText;
import dev.flysnap.restore.verify.Verdict;
import dev.flysnap.sqlite.check.TableRows;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the script found: lines that begin with {@code @} and a name, and lines that begin with
 * {@code !}, which are problems of the database above.
 *
 * @param encodings of the texts in each database
 * @param problems of the volume as a whole
 */
record ScriptVerdict(
        List<Verdict.Found> databases, List<Charset> encodings, List<String> problems) {

    /**
     * @param check as the verdict names it
     * @throws MalformedJson if the lines are not complete
     */
    static ScriptVerdict read(List<String> lines, String check) {
        if (lines.isEmpty() || !lines.getLast().equals("@done")) {
            throw new MalformedJson("The end of the verdict is missing", null);
        }
        List<Verdict.Found> databases = new ArrayList<>();
        List<Charset> encodings = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        Optional<Block> open = Optional.empty();
        for (String line : lines) {
            String[] words = line.split(" ", 2);
            String value = words.length > 1 ? words[1] : "";
            switch (words[0]) {
                case "@problem" -> problems.add(PrintableText.of(value));
                case "@database", "@done" -> {
                    open.ifPresent(block -> {
                        databases.add(block.found(check));
                        encodings.add(block.encoding());
                    });
                    open = Optional.of(new Block(value));
                }
                default -> open.ifPresent(block -> block.add(line, words[0], value));
            }
        }
        return new ScriptVerdict(databases, encodings, problems);
    }

    /** What a query gave, by SQLite's {@code hex}. */
    static String text(String hex, Charset encoding) {
        return hex.length() % 2 == 0 && hex.matches("[0-9A-F]*")
                ? new String(HexFormat.of().parseHex(hex), encoding)
                : "";
    }

    /** The lines of one database. */
    private static final class Block {
        private static final long MAX_PROBLEMS = 100;

        private final String path;
        private final Map<String, String> facts = new HashMap<>();
        private final List<String> problems = new ArrayList<>();
        private final List<String> rows = new ArrayList<>();

        Block(String path) {
            this.path = path;
        }

        void add(String line, String name, String value) {
            if (line.startsWith("!")) {
                if (problems.size() < MAX_PROBLEMS) {
                    problems.add(PrintableText.of(line.substring(1)));
                }
            } else if (name.equals("@rows")) {
                rows.add(value);
            } else if (name.startsWith("@")) {
                facts.put(name.substring(1), value);
            }
        }

        Charset encoding() {
            return switch (facts.getOrDefault("encoding", "UTF-8")) {
                case "UTF-16le" -> StandardCharsets.UTF_16LE;
                case "UTF-16be" -> StandardCharsets.UTF_16BE;
                default -> StandardCharsets.UTF_8;
            };
        }

        Verdict.Found found(String check) {
            return new Verdict.Found(
                    path,
                    number("bytes").orElse(0L),
                    check,
                    number("page_count").orElse(0L),
                    number("user_version").orElse(0L),
                    // The hash is of UTF-8, and the script hashes the texts as they are stored.
                    Optional.ofNullable(facts.get("schema"))
                            .filter(it -> it.matches("[0-9a-f]{64}"))
                            .filter(_ -> encoding().equals(StandardCharsets.UTF_8)),
                    List.copyOf(problems),
                    number("page_size"),
                    number("tables").map(Long::intValue),
                    problems.isEmpty()
                            ? Optional.of(rows.stream().flatMap(it -> rowsOf(it).stream()).toList())
                            : Optional.empty());
        }

        private Optional<TableRows> rowsOf(String value) {
            String[] words = value.split(" ", 2);
            return words.length == 2 && words[1].matches("\\d{1,9}")
                    ? Optional.of(
                            TableRows.of(text(words[0], encoding()), Long.parseLong(words[1])))
                    : Optional.empty();
        }

        private Optional<Long> number(String name) {
            return Optional.ofNullable(facts.get(name))
                    .filter(it -> it.matches("-?\\d{1,18}"))
                    .map(Long::parseLong);
        }
    }
}
