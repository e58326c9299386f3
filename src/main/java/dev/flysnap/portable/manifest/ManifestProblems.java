package dev.flysnap.portable.manifest;

import dev.flysnap.portable.store.ObjectName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;

/** The ways in which a manifest is not one. */
final class ManifestProblems {
    static Problem malformed(String store, ObjectName manifest, String why) {
        return new Problem(
                "manifest-malformed",
                ExitCode.CHECK_NOT_MET,
                "%s in %s is not the manifest of a copy.".formatted(manifest, store),
                "The file is something else, or damaged: %s".formatted(why),
                "Use another copy: flysnap copies list %s".formatted(store));
    }

    static Problem ofAnother(String store, ObjectName manifest, ObjectName content) {
        return new Problem(
                "manifest-of-another",
                ExitCode.CHECK_NOT_MET,
                "%s in %s is the manifest of another copy, %s.".formatted(manifest, store, content),
                "One of them was renamed or replaced, so nothing that it says can be trusted.",
                "Give both files their names back, or use another copy: flysnap copies list %s"
                        .formatted(store));
    }

    static Problem notWritten(String store, ObjectName content, String why) {
        return new Problem(
                "manifest-not-written",
                ExitCode.FAILED,
                "The manifest of %s could not be written to %s.".formatted(content, store),
                "The system says: %s".formatted(why),
                "Make room in the store, and take the copy again");
    }

    static Problem notNoted(String store, ObjectName content, String why) {
        return new Problem(
                "verification-not-noted",
                ExitCode.FAILED,
                "It could not be noted in %s that %s was verified.".formatted(store, content),
                "The system says: %s".formatted(why),
                "Make room in the store, or let flysnap write to it");
    }

    static Problem contentAbsent(String store, ObjectName content) {
        return new Problem(
                "copy-content-absent",
                ExitCode.CHECK_NOT_MET,
                "The content of %s is not in %s any more.".formatted(content, store),
                "Only its manifest is there: the content was deleted.",
                "Use another copy: flysnap copies list %s".formatted(store));
    }

    private ManifestProblems() {}
}
