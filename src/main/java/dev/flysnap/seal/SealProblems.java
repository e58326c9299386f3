package dev.flysnap.seal;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;

/** The ways in which what was sealed cannot be opened. */
final class SealProblems {
    static Problem damaged(String name) {
        return new Problem(
                "copy-damaged",
                ExitCode.CHECK_NOT_MET,
                "%s is damaged.".formatted(name),
                "It cannot be decrypted and decompressed to its end: it was cut off or changed after it was made.",
                "Use another copy: flysnap copies list STORE");
    }

    static Problem identityNeeded(String name) {
        return new Problem(
                "identity-needed",
                ExitCode.USAGE,
                "%s is encrypted.".formatted(name),
                "It can be read only with the identity of one of its recipients.",
                "Name the file that age-keygen wrote: --identity FILE");
    }

    static Problem identityDoesNotMatch(String name) {
        return new Problem(
                "identity-does-not-match",
                ExitCode.CHECK_NOT_MET,
                "%s is encrypted to others.".formatted(name),
                "None of the identities given is that of one of its recipients.",
                "Name another identity: --identity FILE; the manifest beside the copy names the recipients");
    }

    static Problem tooLarge(String name, long maxBytes) {
        return new Problem(
                "copy-too-large",
                ExitCode.CHECK_NOT_MET,
                "%s holds more than the %d bytes that it may.".formatted(name, maxBytes),
                "It is not what its manifest says, or there is no room for so much.",
                "Use another copy: flysnap copies list STORE");
    }

    static Problem libraryNotLoaded(String directory) {
        return new Problem(
                "zstd-not-loaded",
                ExitCode.FAILED,
                "zstd's library could not be unpacked and loaded in %s.".formatted(directory),
                "The directory does not exist or is full, or programs may not be run from it (noexec).",
                "Name another place: TMPDIR=DIR flysnap …; or do without it: --compress none");
    }

    private SealProblems() {}
}
