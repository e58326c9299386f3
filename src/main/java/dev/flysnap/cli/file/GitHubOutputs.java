package dev.flysnap.cli.file;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Receipt;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The outputs of a step of GitHub Actions, for the steps after it: lines appended to the file that
 * {@code GITHUB_OUTPUT} names. No value can become another output. Source: GitHub docs, Workflow
 * commands, Multiline strings.
 */
public final class GitHubOutputs {
    private static final String VARIABLE = "GITHUB_OUTPUT";
    private static final Pattern ONE_LINE = Pattern.compile("\\P{Cntrl}*");
    private static final int DELIMITER_BITS = 128;

    private final Path file;

    private GitHubOutputs(Path file) {
        this.file = file;
    }

    /** Present inside a step of GitHub Actions. */
    public static Optional<GitHubOutputs> of(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(VARIABLE))
                .filter(it -> !it.isBlank())
                .map(it -> new GitHubOutputs(Path.of(it)));
    }

    /**
     * Checks before anything is done that they can be written.
     *
     * @throws dev.flysnap.problem.FlysnapException if they cannot
     */
    public void check() {
        if (!Files.isWritable(file)) {
            throw problem(
                            ExitCode.USAGE,
                            "It does not exist, or is not writable.",
                            "Nothing was done.")
                    .exception();
        }
    }

    /**
     * Writes the snapshot's id and grade, and what a restore needs.
     *
     * @param receiptFile where the receipt was written, as the user named it
     */
    public void write(Receipt receipt, Optional<Path> receiptFile) {
        StringBuilder text = new StringBuilder();
        add(text, "snapshot_id", receipt.snapshot().value());
        add(text, "grade", receipt.grade().label());
        add(text, "run", receipt.run().value());
        add(text, "app", receipt.app().value());
        add(text, "volume", receipt.volume().id().value());
        add(text, "image", receipt.image().orElse(""));
        add(text, "receipt", receiptFile.map(Path::toString).orElse(""));
        try {
            // One write, so that lines of other processes cannot come in between.
            Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw problem(ExitCode.FAILED, FailureText.of(e), "The snapshot is kept: flysnap list.")
                    .exception(e);
        }
    }

    private static void add(StringBuilder text, String name, String value) {
        if (ONE_LINE.matcher(value).matches()) {
            text.append(name).append('=').append(value).append('\n');
            return;
        }
        String end = "flysnap_" + new BigInteger(DELIMITER_BITS, new SecureRandom()).toString(36);
        text.append(name).append("<<").append(end).append('\n');
        text.append(value).append('\n').append(end).append('\n');
    }

    private Problem problem(ExitCode exit, String why, String standing) {
        return new Problem(
                "outputs-not-written",
                exit,
                "The step's outputs cannot be written to %s. %s".formatted(file, standing),
                why,
                "GITHUB_OUTPUT has to name a file that can be written, or be unset");
    }
}
