package dev.flysnap.setup;

import dev.flysnap.runtime.Prompt;
import dev.flysnap.setup.look.SeenMachine;
import dev.flysnap.setup.shape.AppFiles;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Chooses the kind of hook: the agent, except where it does not run, or hardly has room. */
final class HookChoice {
    /** What a machine of 256 MB has, as its kernel counts it, and a little more. */
    private static final int SMALL_MB = 256;

    private final AppFiles files;
    private final List<SeenMachine> seen;
    private final Prompt prompt;
    private final List<String> findings;

    HookChoice(AppFiles files, List<SeenMachine> seen, Prompt prompt, List<String> findings) {
        this.files = files;
        this.seen = seen;
        this.prompt = prompt;
        this.findings = findings;
    }

    HookKind choose(SetupRequest request) {
        if (request.hook().isPresent()) {
            return request.hook().get();
        }
        Optional<String> musl = musl();
        if (musl.isPresent()) {
            if (isAccepted(
                    request,
                    "%s, in which the agent does not run. Use no agent (sqlite3 in the image is enough)? [Y/n]"
                            .formatted(musl.get()))) {
                findings.add("no agent: %s".formatted(musl.get()));
                return HookKind.EXEC;
            }
            throw SetupProblems.agentNeedsGlibc(musl.get()).exception();
        }
        Optional<Integer> small =
                seen.stream()
                        .filter(it -> it.contents().sqlite3().isPresent())
                        .filter(it -> !it.contents().hasFlysnap())
                        .flatMap(it -> it.contents().memoryMb().stream())
                        .filter(it -> it <= SMALL_MB)
                        .findFirst();
        if (small.isPresent()
                && isAccepted(
                        request,
                        "The machine has %d MB of memory, and sqlite3 in its image. Use that, and no agent? [Y/n]"
                                .formatted(small.get()))) {
            findings.add(
                    "no agent: the machine has %d MB of memory, and sqlite3 in its image"
                            .formatted(small.get()));
            return HookKind.EXEC;
        }
        return HookKind.AGENT;
    }

    /** Why the agent does not run. */
    private Optional<String> musl() {
        if (files.isMusl()) {
            return files.image().map("the image is based on %s"::formatted);
        }
        return seen.stream()
                .filter(it -> it.contents().isMusl())
                .map(it -> "machine %s has musl instead of glibc".formatted(it.id()))
                .findFirst();
    }

    private boolean isAccepted(SetupRequest request, String question) {
        return request.acceptFound()
                || prompt.ask(
                                question.substring(0, 1).toUpperCase(Locale.ROOT)
                                        + question.substring(1))
                        .map(it -> it.toLowerCase(Locale.ROOT))
                        .filter(it -> it.isEmpty() || it.equals("y") || it.equals("yes"))
                        .isPresent();
    }
}
