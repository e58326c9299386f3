package dev.flysnap.cli.file;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A CI job of a repository that everybody can read, and so its artifacts. GitHub says it in the
 * event's payload, or a workflow in {@code GITHUB_REPOSITORY_VISIBILITY}; GitLab in {@code
 * CI_PROJECT_VISIBILITY}. Where nobody says it, nothing is refused.
 */
public final class PublicRepository {
    private static final String PUBLIC = "public";
    private static final int MAX_EVENT_BYTES = 10_000_000;

    /**
     * Refuses a file that becomes an artifact of such a job: one in its working directory.
     *
     * @param what is in the file that nobody else may read
     * @param instead what to do
     * @throws dev.flysnap.problem.FlysnapException if everybody could read it
     */
    public static void refuse(
            Path file, String what, String instead, Map<String, String> environment) {
        workspace(environment)
                .filter(it -> file.toAbsolutePath().normalize().startsWith(it))
                .filter(_ -> isPublic(environment))
                .ifPresent(_ -> {
                    throw new Problem(
                                    "public-repository",
                                    ExitCode.USAGE,
                                    "%s is not written to %s. Nothing was done."
                                            .formatted(what, file),
                                    "This is a job of a public repository: what lies in its working directory is one upload away from everybody.",
                                    instead)
                            .exception();
                });
    }

    private static Optional<Path> workspace(Map<String, String> environment) {
        return Stream.of("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
                .map(it -> environment.getOrDefault(it, ""))
                .filter(it -> !it.isBlank())
                .map(it -> Path.of(it).toAbsolutePath().normalize())
                .findFirst();
    }

    private static boolean isPublic(Map<String, String> environment) {
        return Stream.of("GITHUB_REPOSITORY_VISIBILITY", "CI_PROJECT_VISIBILITY")
                .map(it -> environment.getOrDefault(it, ""))
                .filter(it -> !it.isBlank())
                .findFirst()
                .or(() -> ofEvent(environment.getOrDefault("GITHUB_EVENT_PATH", "")))
                .filter(PUBLIC::equals)
                .isPresent();
    }

    /** Source: GitHub docs, Webhook events and payloads. */
    private static Optional<String> ofEvent(String path) {
        try {
            Path file = Path.of(path);
            if (path.isBlank() || Files.size(file) > MAX_EVENT_BYTES) {
                return Optional.empty();
            }
            Optional<Json.Obj> repository =
                    JsonText.parseObject(Files.readString(file)).object("repository");
            return repository
                    .flatMap(it -> it.text("visibility"))
                    .or(() ->
                            repository
                                    .flatMap(it -> it.bool("private"))
                                    .map(it -> it ? "private" : PUBLIC));
        } catch (IOException | MalformedJson unreadable) {
            return Optional.empty();
        }
    }

    private PublicRepository() {}
}
