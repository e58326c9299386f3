package dev.flysnap.cli.file;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;

/**
 * The summary of a job of GitHub Actions: Markdown appended to the file that {@code
 * GITHUB_STEP_SUMMARY} names. Source: GitHub docs, Workflow commands.
 */
public final class GitHubSummary {
    private static final String VARIABLE = "GITHUB_STEP_SUMMARY";

    private final Path file;

    private GitHubSummary(Path file) {
        this.file = file;
    }

    /** Present inside a step of GitHub Actions. */
    public static Optional<GitHubSummary> of(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(VARIABLE))
                .filter(it -> !it.isBlank())
                .map(it -> new GitHubSummary(Path.of(it)));
    }

    /**
     * Checks before anything is done that it can be written.
     *
     * @throws dev.flysnap.problem.FlysnapException if it cannot
     */
    public void check() {
        if (Files.exists(file) && !Files.isWritable(file)) {
            throw problem(ExitCode.USAGE, "It is not writable.").exception();
        }
    }

    public void append(String markdown) {
        try {
            Files.writeString(
                    file,
                    markdown,
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw problem(ExitCode.FAILED, FailureText.of(e)).exception(e);
        }
    }

    private Problem problem(ExitCode exit, String why) {
        return new Problem(
                "summary-not-written",
                exit,
                "The job's summary cannot be written to %s.".formatted(file),
                why,
                "GITHUB_STEP_SUMMARY has to name a file that can be written, or be unset");
    }
}
