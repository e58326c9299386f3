package dev.flysnap.cli.copy;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;

/** Problems of the command line of copies. */
final class CopyProblems {
    static Problem plaintextNotConfirmed(String store) {
        return new Problem(
                "plaintext-not-confirmed",
                ExitCode.USAGE,
                "The copy would not be encrypted, so everyone who can read %s could read the database."
                        .formatted(store),
                "No recipient is named.",
                "Name one, as age-keygen prints it: --recipient age1…; or accept that: --plaintext");
    }

    static Problem calledEncrypted(String file) {
        return new Problem(
                "plaintext-called-encrypted",
                ExitCode.USAGE,
                "%s would not be encrypted, although its name ends in .age.".formatted(file),
                "No recipient is named.",
                "Name one, as age-keygen prints it: --recipient age1…; or give the file another name");
    }

    /**
     * @param cause of the journal
     */
    static Problem notRecorded(Problem cause) {
        return new Problem(
                "copy-not-recorded",
                ExitCode.PARTLY_DONE,
                "The copy is complete, but this computer's journal does not know it: %s"
                        .formatted(cause.what()),
                cause.why(),
                "%s. This copy needs --trust-store to come back".formatted(cause.next()));
    }

    static Problem stillNotedBad(String copy) {
        return new Problem(
                "copy-noted-bad",
                ExitCode.PARTLY_DONE,
                "%s stays noted as damaged, although nothing was found this time.".formatted(copy),
                "It was found damaged before, and a quick check does not see all damage.",
                "Look at all of it, which clears the note if nothing is found: flysnap copies verify %s --verify full"
                        .formatted(copy));
    }

    private CopyProblems() {}
}
