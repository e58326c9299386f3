package dev.flysnap.restore.sqlite3;

import dev.flysnap.json.MalformedJson;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.PrintableText;
import dev.flysnap.restore.verify.Checks;
import dev.flysnap.restore.verify.ExpectationCheck;
import dev.flysnap.restore.verify.ExpectationCheck.Answer;
import dev.flysnap.restore.verify.Verdict;
import dev.flysnap.sqlite.check.Expectation;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Verifies a volume by the {@code sqlite3} of the machine that mounts it. Repeating it after a
 * crash reads what is there already, or waits for it.
 */
public final class Sqlite3Verifier {
    /** Far more than {@link VolumeScript#MAX_DATABASES} ordinary databases have. */
    private static final int MAX_LINES = 500_000;

    private final RunId run;
    private final Shell shell;

    /** Runs a command in the machine. */
    @FunctionalInterface
    public interface Shell {
        /**
         * Repeats it while {@link #isRunning} is true of its output.
         *
         * @return its output
         */
        String run(List<String> command);
    }

    public Sqlite3Verifier(RunId run, Shell shell) {
        this.run = run;
        this.shell = shell;
    }

    /** Whether a command has to be repeated, as its work is not done. */
    public static boolean isRunning(String output) {
        return output.strip().equals("@running");
    }

    /** The code and the message of a failure. */
    public static Optional<String> failure(String output) {
        return Optional.of(output.strip())
                .filter(it -> it.startsWith("@error "))
                .map(it -> PrintableText.of(it.substring("@error ".length())));
    }

    /**
     * @param mountPath where the machine sees the volume
     * @throws MalformedJson if an answer is not the script's
     */
    public Verdict verdict(Checks checks, String mountPath) {
        ScriptVerdict found =
                ScriptVerdict.read(
                        lines(count(VolumeScript.check(run, checks.verify(), mountPath))),
                        checks.verify().checkName());
        Optional<List<Expectation.Result>> results =
                checks.expectations().isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                new ExpectationCheck(
                                                found.databases(),
                                                (database, sql) -> ask(found, database, sql))
                                        .run(checks.expectations()));
        return new Verdict(found.databases(), results, found.problems());
    }

    private int count(List<String> command) {
        String[] words = shell.run(command).strip().split(" ", -1);
        if (words.length != 2 || !words[0].equals("@lines") || !words[1].matches("\\d{1,6}")) {
            throw new MalformedJson("The verdict's length is missing", null);
        }
        return Math.min(Integer.parseInt(words[1]), MAX_LINES);
    }

    private List<String> lines(int count) {
        List<String> lines = new ArrayList<>();
        for (int from = 1; from <= count; from += VolumeScript.LINES_A_CALL) {
            lines.addAll(shell.run(VolumeScript.lines(run, from)).lines().toList());
        }
        return lines;
    }

    private Answer ask(ScriptVerdict found, Verdict.Found database, String sql) {
        int number = found.databases().indexOf(database);
        return answer(
                shell.run(VolumeScript.ask(run, number, sql)).lines().toList(),
                found.encodings().get(number));
    }

    private static Answer answer(List<String> lines, Charset encoding) {
        if (lines.isEmpty() || !lines.getLast().startsWith("@done ")) {
            throw new MalformedJson("The end of a query's result is missing", null);
        }
        if (!lines.getLast().equals("@done 0")) {
            String said =
                    String.join(
                            " ",
                            lines.stream()
                                    .filter(it -> it.startsWith("!"))
                                    .map(it -> PrintableText.of(it.substring(1)))
                                    .toList());
            return Answer.failed(
                    said.isEmpty()
                            ? "sqlite3 ended with exit code "
                                    + lines.getLast().substring("@done ".length())
                            : said);
        }
        List<String> rows =
                lines.stream()
                        .filter(it -> it.equals("@null") || it.startsWith("@value "))
                        .toList();
        return switch (rows.size()) {
            case 0 -> Answer.failed("the query gives no row");
            case 1 -> Answer.of(value(rows.getFirst(), encoding));
            default -> Answer.failed("the query gives more than one row");
        };
    }

    private static Optional<String> value(String row, Charset encoding) {
        return row.equals("@null")
                ? Optional.empty()
                : Optional.of(ScriptVerdict.text(row.substring("@value ".length()), encoding));
    }
}
