package dev.flysnap.hook.replace;

import dev.flysnap.contract.HookCodes;
import dev.flysnap.hook.client.HookError;
import dev.flysnap.model.MachineId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.PrintableText;
import dev.flysnap.problem.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The ways in which a hook does not put a database in place. */
final class MachineDatabaseProblems {
    /** Of the hook's codes those that say that nothing was replaced. */
    static final Set<String> REFUSALS =
            Set.of(
                    HookCodes.DATABASE_DIFFERS,
                    HookCodes.DATABASE_BAD,
                    HookCodes.APP_NOT_SUPERVISED,
                    HookCodes.DATABASE_IN_USE,
                    HookCodes.DATABASE_MISSING,
                    HookCodes.REPLACE_ACTIVE,
                    HookCodes.LEASE_ACTIVE,
                    HookCodes.UPLOAD_MISSING,
                    HookCodes.UPLOAD_DAMAGED,
                    HookCodes.DISK_FULL);

    /** Those that level 3 has codes for. */
    static Optional<Problem> of(HookError error, String where) {
        return switch (error.code()) {
            case HookCodes.COPIES_OFF ->
                    Optional.of(
                            problem(
                                    error,
                                    ExitCode.NOT_AUTHORISED,
                                    "The hook at %s does not take databases.".formatted(where)));
            case HookCodes.UNAUTHORISED ->
                    Optional.of(
                            new Problem(
                                    "copy-token-refused",
                                    ExitCode.NOT_AUTHORISED,
                                    "The hook at %s refused the copy token.".formatted(where),
                                    "It said: \"%s\".".formatted(error.message()),
                                    "Give FLYSNAP_COPY_TOKEN the value that the machine has: fly ssh console -C 'printenv FLYSNAP_COPY_TOKEN'"));
            case HookCodes.DATABASE_DIFFERS ->
                    Optional.of(
                            new Problem(
                                    error.code(),
                                    ExitCode.CHECK_NOT_MET,
                                    "Nothing was replaced: it may be the wrong database.",
                                    error.message(),
                                    "If it is the right one: repeat the command with --force"));
            case HookCodes.DATABASE_BAD ->
                    Optional.of(
                            problem(
                                    error,
                                    ExitCode.CHECK_NOT_MET,
                                    "Nothing was replaced: the new database is not good."));
            case HookCodes.NOT_TAKEN_BACK ->
                    Optional.of(
                            problem(
                                    error,
                                    ExitCode.NEEDS_OPERATOR,
                                    "The old databases could not be put back at %s."
                                            .formatted(where)));
            case HookCodes.REPLACE_ACTIVE ->
                    Optional.of(
                            problem(
                                    error,
                                    ExitCode.FAILED,
                                    "Another replacement at %s has to end first."
                                            .formatted(where)));
            default ->
                    Optional.of(error.code())
                            .filter(REFUSALS::contains)
                            .map(_ ->
                                    problem(
                                            error,
                                            ExitCode.FAILED,
                                            "Nothing was replaced at %s.".formatted(where)));
        };
    }

    private static Problem problem(HookError error, ExitCode exit, String what) {
        return new Problem(
                error.code(),
                exit,
                what,
                error.message(),
                error.next().orElse("Look at the agent: flysnap hook check"));
    }

    static Problem uploadRestarts(String where, String database) {
        return failed(
                "upload-restarts",
                "The new %s did not arrive at %s.".formatted(database, where),
                "What had arrived was gone several times: the agent there is started again and again.",
                "Look why: fly logs");
    }

    static Problem unreadable(Path file, String why) {
        return failed(
                "upload-unreadable",
                "%s cannot be read.".formatted(file),
                why,
                "Look at the file, and try again");
    }

    static Problem tooSlow(String where, Duration waited) {
        return failed(
                "replace-too-slow",
                "The hook at %s did not say within %d s how the replacement ended."
                        .formatted(where, waited.toSeconds()),
                "It still works on it.",
                "Find the run, then ask again with flysnap continue, or take it back with flysnap undo: flysnap runs");
    }

    static Problem wrongMachine(String where, MachineId wanted, String answering) {
        return failed(
                "hook-wrong-machine",
                "Machine %s answered at %s, but the data is on %s."
                        .formatted(answering, where, wanted),
                "The address leads to any machine of the app.",
                "--hook 'http://[{private_ip}]:8099', or --via public, which names the machine");
    }

    static Problem notLevelThree(String where, String why) {
        return failed(
                "hook-answer-unexpected",
                "What answers at %s does not speak level 3 of flysnap's contract.".formatted(where),
                PrintableText.of(why),
                "Use the agent of this version, and check the address of --hook");
    }

    private static Problem failed(String code, String what, String why, String next) {
        return new Problem(code, ExitCode.FAILED, what, why, next);
    }

    private MachineDatabaseProblems() {}
}
