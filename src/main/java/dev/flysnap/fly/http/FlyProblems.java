package dev.flysnap.fly.http;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.time.Duration;

/** The ways in which calls of the Machines API fail. */
final class FlyProblems {
    static final String NO_CAPACITY = "fly-no-room";
    static final String OVER_QUOTA = "fly-over-quota";

    private static final String NO_CHANGE = "Nothing was changed; try again";

    static Problem rateLimitTimeout(String action, String target, Duration waited) {
        return new Problem(
                "fly-too-many-calls",
                ExitCode.FAILED,
                "No turn came for %s on %s within %d s."
                        .formatted(action, target, waited.toSeconds()),
                "Fly allows one such call a second, and many are waiting.",
                "Run fewer commands at the same time.");
    }

    static Problem notAuthorised(ApiCall call, String said) {
        return new Problem(
                "fly-not-authorised",
                ExitCode.NOT_AUTHORISED,
                "Fly refused the token: with it flysnap could not " + call.description() + ".",
                said,
                call.target()
                        .owningApp()
                        .map(
                                "export FLY_API_TOKEN=\"$(fly tokens create deploy --app %s)\""
                                        ::formatted)
                        .orElse("fly tokens create org"));
    }

    static Problem notFound(ApiCall call, boolean app, String said) {
        return switch (call.target()) {
            case ApiTarget.OfPlatform() -> refused(call, said);
            case ApiTarget.OfApp(var name) -> unknownApp(name.value(), said);
            case ApiTarget.OfVolume(var name, var volume) ->
                    app
                            ? unknownApp(name.value(), said)
                            : new Problem(
                                    "fly-volume-unknown",
                                    ExitCode.FAILED,
                                    "App " + name + " has no volume " + volume + ".",
                                    said,
                                    "fly volumes list --app " + name);
            case ApiTarget.OfSnapshot(var name, var snapshot) ->
                    app
                            ? unknownApp(name.value(), said)
                            : new Problem(
                                    "fly-snapshot-unknown",
                                    ExitCode.FAILED,
                                    "App " + name + " cannot use the snapshot " + snapshot + ".",
                                    said,
                                    "Look which there are (flysnap list), and whether both apps belong to one organisation (fly apps list).");
            case ApiTarget.OfMachine(var name, var machine) ->
                    app
                            ? unknownApp(name.value(), said)
                            : new Problem(
                                    "fly-machine-unknown",
                                    ExitCode.FAILED,
                                    "App " + name + " has no machine " + machine + ".",
                                    said,
                                    "fly machine list --app " + name);
        };
    }

    private static Problem unknownApp(String app, String said) {
        return new Problem(
                "fly-app-unknown",
                ExitCode.FAILED,
                "There is no app " + app + ", or the token cannot see it.",
                said,
                "fly apps list");
    }

    static Problem noCapacity(ApiCall call, String said) {
        return failed(
                call,
                NO_CAPACITY,
                said,
                "Try another region (fly platform regions lists them), or ask Fly for a higher quota.");
    }

    static Problem overQuota(ApiCall call, String said) {
        return failed(
                call,
                OVER_QUOTA,
                said,
                "Remove what is not needed any more, or ask Fly for a higher quota: https://fly.io/dashboard");
    }

    static Problem nameTaken(ApiCall call, String said) {
        return failed(
                call, "fly-name-taken", said, "See which machine has that name: fly machine list");
    }

    static Problem leased(ApiCall call, String said) {
        return failed(
                call,
                "fly-machine-leased",
                said,
                "Another command is working on the machine: wait for it, or see who holds the lease with fly machine leases view");
    }

    static Problem conflict(ApiCall call, String said) {
        return failed(
                call,
                "fly-conflict",
                said,
                "Another operation is in progress there; try again when it has finished.");
    }

    static Problem preconditionFailed(ApiCall call, String said) {
        return failed(
                call,
                "fly-precondition",
                said,
                call.target()
                        .owningApp()
                        .map(it ->
                                "Look at its state: fly machine list --app %s and fly volumes list --app %s"
                                        .formatted(it, it))
                        .orElse("Look at its state: fly machine list and fly volumes list"));
    }

    static Problem refused(ApiCall call, String said) {
        return failed(call, "fly-refused", said, "Correct what Fly names, and try again.");
    }

    static Problem tooManyRequests(ApiCall call, String said) {
        return failed(
                call,
                "fly-too-many-requests",
                said,
                "Nothing was changed; try again in a minute, and run fewer commands at the same time.");
    }

    static Problem unavailable(ApiCall call) {
        return failed(
                call,
                "fly-unavailable",
                "Most of the last calls of the Machines API failed, so nothing was sent.",
                NO_CHANGE + " when https://status.flyio.net says that it is back.");
    }

    static Problem deadlineExceeded(ApiCall call, String said) {
        return failed(call, "fly-deadline-exceeded", said, next(call));
    }

    static Problem platformFailed(ApiCall call, String said) {
        return failed(call, "fly-failed", said, next(call));
    }

    static Problem unexpectedAnswer(ApiCall call, String wrong, String seen) {
        return failed(
                call,
                "fly-answer-unexpected",
                "The answer is not what the Machines API says: " + wrong + seen,
                next(call));
    }

    static Problem tooLarge(ApiCall call, String seen) {
        return failed(
                call,
                "fly-answer-too-large",
                "The answer is larger than "
                        + (HttpTransport.MAX_ANSWER_BYTES >> 20)
                        + " MB and was not read"
                        + seen,
                next(call));
    }

    static Problem interrupted(ApiCall call) {
        return new Problem(
                "fly-interrupted",
                ExitCode.INTERRUPTED,
                couldNot(call),
                "flysnap was told to stop.",
                next(call));
    }

    static Problem unreachable(ApiCall call, String why) {
        return failed(
                call,
                "fly-unreachable",
                "No connection to the Machines API: %s.".formatted(why),
                "Nothing was changed; look at the network and at FLY_FLAPS_BASE_URL, and try again.");
    }

    static Problem connectionLost(ApiCall call, String why) {
        return failed(
                call,
                "fly-connection-lost",
                "The connection broke before the whole response had arrived: %s.".formatted(why),
                next(call));
    }

    static Problem noAnswerInTime(ApiCall call, String seen) {
        return failed(
                call,
                "fly-no-answer",
                "The time limit passed before the whole response had arrived" + seen,
                next(call));
    }

    private static Problem failed(ApiCall call, String code, String why, String next) {
        return new Problem(code, ExitCode.FAILED, couldNot(call), why, next);
    }

    private static String couldNot(ApiCall call) {
        return "flysnap could not " + call.description() + ".";
    }

    private static String next(ApiCall call) {
        return call.isChange()
                ? "It may have happened all the same: look before doing it again (fly machine list, fly volumes list)."
                : NO_CHANGE + ", and see https://status.flyio.net";
    }

    private FlyProblems() {}
}
