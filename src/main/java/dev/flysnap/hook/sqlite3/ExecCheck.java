package dev.flysnap.hook.sqlite3;

import dev.flysnap.contract.CheckAnswer.DatabaseCheck;
import dev.flysnap.problem.PrintableText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the script found when it checked databases: {@code @database NAME PATH}, then {@code @mode}
 * for one that it leaves alone, else what sqlite3 says, each line behind a {@code !}.
 */
final class ExecCheck {
    private static final String END = "@end";
    private static final String HEADING = "*** in database";
    private static final String VIOLATIONS = "@violations ";

    private final String name;
    private final String path;
    private final List<String> lines = new ArrayList<>();
    private Optional<String> mode = Optional.empty();

    private ExecCheck(String name, String path) {
        this.name = name;
        this.path = path;
    }

    /** Empty while the check goes on. */
    static Optional<List<DatabaseCheck>> read(String stdout) {
        List<ExecCheck> checks = new ArrayList<>();
        boolean done = false;
        for (String line : stdout.lines().map(String::strip).toList()) {
            String[] words = line.split(" ", 3);
            if (words[0].equals("@database") && words.length == 3) {
                checks.add(new ExecCheck(words[1], words[2]));
            } else if (line.equals("@done")) {
                done = true;
            } else if (!checks.isEmpty()) {
                checks.getLast().add(line);
            }
        }
        return done
                ? Optional.of(checks.stream().map(ExecCheck::found).toList())
                : Optional.empty();
    }

    private void add(String line) {
        if (line.startsWith("@mode")) {
            mode = Optional.of(PrintableText.of(line.substring("@mode".length()).strip()));
        } else if (line.startsWith("!")) {
            lines.add(PrintableText.of(line.substring(1)));
        }
    }

    private DatabaseCheck found() {
        if (mode.isPresent()) {
            String said = mode.get();
            return isDamage(said)
                    ? DatabaseCheck.bad(name, path, List.of(said))
                    : DatabaseCheck.notChecked(
                            name,
                            path,
                            said.matches("[a-z]+")
                                    ? "it is in journal mode %s, and a check would keep its writers off for as long as it takes"
                                            .formatted(said)
                                    : said);
        }
        List<String> said =
                lines.stream()
                        .filter(it ->
                                !it.equals(END)
                                        && !it.startsWith(VIOLATIONS)
                                        && !it.startsWith(HEADING))
                        .toList();
        // Whatever comes after it is about foreign keys.
        if (!said.isEmpty() && said.getFirst().equals("ok")) {
            return DatabaseCheck.ok(name, path, violations());
        }
        boolean complete = lines.contains(END);
        return !said.isEmpty() && (complete || said.stream().anyMatch(ExecCheck::isDamage))
                ? DatabaseCheck.bad(name, path, said)
                : DatabaseCheck.notChecked(
                        name, path, said.isEmpty() ? "sqlite3 was ended" : said.getLast());
    }

    private Optional<Long> violations() {
        return lines.stream()
                .filter(it -> it.startsWith(VIOLATIONS))
                .map(it -> it.substring(VIOLATIONS.length()))
                .filter(it -> it.matches("\\d{1,9}"))
                .map(Long::parseLong)
                .findFirst();
    }

    private static boolean isDamage(String said) {
        return said.contains("is malformed") || said.contains("is not a database");
    }
}
