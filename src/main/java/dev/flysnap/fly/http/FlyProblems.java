package dev.flysnap.fly.http;

import dev.flysnap.model.AppName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.time.Duration;

/** The ways in which calls of the Machines API fail. */
final class FlyProblems {
    static final String UNAVAILABLE = "fly-unavailable";

    /**
     * What a single call knows is not what the run has done, so it does not say what was changed.
     */
    private static final String TRY_AGAIN = "Try again";

    static Problem rateLimitTimeout(String action, String target, Duration waited) {
        return new Problem(
                "fly-too-many-calls",
                ExitCode.FAILED,
                "The rate limit for %s on %s left no room for another call within %d s."
                        .formatted(action, target, waited.toSeconds()),
                "Fly allows one such call a second, and many are waiting.",
                "Run fewer commands at the same time.");
    }

    static Problem notAuthorised(ApiCall call, String why) {
        return new Problem(
                "fly-not-authorised",
                ExitCode.NOT_AUTHORISED,
                "Fly refused the token: with it flysnap could not %s."
                        .formatted(call.description()),
                why,
                call.target()
                        .owningApp()
                        .map(
                                "export FLY_API_TOKEN=\"$(fly tokens create deploy --app %s)\""
                                        ::formatted)
                        .orElse("export FLY_API_TOKEN=\"$(fly tokens create org -o ORG)\""));
    }

    /**
     * @param isAboutApp whether it is the app that Fly does not find, whatever was requested of it
     */
    static Problem notFound(ApiCall call, boolean isAboutApp, String why) {
        return switch (call.target()) {
            case ApiTarget.OfPlatform(), ApiTarget.OfToken(), ApiTarget.OfOrganization(var _) ->
                    refused(call, why);
            case ApiTarget.OfApp(var app) -> unknownApp(app, why);
            case ApiTarget target when isAboutApp ->
                    unknownApp(target.owningApp().orElseThrow(), why);
            case ApiTarget.OfVolume(var app, var volume) ->
                    unknown(
                            "fly-volume-unknown",
                            "App %s has no volume %s.".formatted(app, volume),
                            why,
                            "fly volumes list --app " + app);
            case ApiTarget.OfSnapshot(var app, var snapshot) ->
                    unknown(
                            "fly-snapshot-unknown",
                            "App %s cannot use the snapshot %s.".formatted(app, snapshot),
                            why,
                            "See whether it is still there, and of an app of the same organisation: flysnap list");
            case ApiTarget.OfMachine(var app, var machine) ->
                    unknown(
                            "fly-machine-unknown",
                            "App %s has no machine %s.".formatted(app, machine),
                            why,
                            "fly machine list --app " + app);
        };
    }

    private static Problem unknownApp(AppName app, String why) {
        return unknown(
                "fly-app-unknown",
                "There is no app %s, or the token cannot see it.".formatted(app),
                why,
                "Check the name, or make a token for that app: export FLY_API_TOKEN=\"$(fly tokens create deploy --app %s)\"; if it was deleted, look where copies are: flysnap sources %s --store STORE"
                        .formatted(app, app));
    }

    private static Problem unknown(String code, String what, String why, String next) {
        return new Problem(code, ExitCode.FAILED, what, why, next);
    }

    static Problem noCapacity(ApiCall call, String why) {
        return failed(
                call,
                "fly-no-room",
                why,
                "Try another region (fly platform regions lists them), or ask Fly for a higher quota.");
    }

    static Problem overQuota(ApiCall call, String why) {
        return failed(
                call,
                "fly-over-quota",
                why,
                "Remove what is not needed any more, or ask Fly for a higher quota: https://fly.io/dashboard");
    }

    static Problem overRegionQuota(ApiCall call, String why) {
        return failed(
                call,
                "fly-over-quota",
                why,
                "Try another region (fly platform regions lists them), or ask Fly for a higher quota: https://fly.io/dashboard");
    }

    static Problem nameTaken(ApiCall call, String why) {
        return failed(
                call, "fly-name-taken", why, "See which machine has that name: fly machine list");
    }

    static Problem leased(ApiCall call, String why) {
        return failed(
                call,
                "fly-machine-leased",
                why,
                "Another command is working on the machine: wait for it, or see who holds the lease with fly machine leases view");
    }

    static Problem conflict(ApiCall call, String why) {
        return failed(
                call,
                "fly-conflict",
                why,
                "Another operation is in progress there; try again when it has finished.");
    }

    static Problem preconditionFailed(ApiCall call, String why) {
        String app = call.target().owningApp().map(" --app %s"::formatted).orElse("");
        return failed(
                call,
                "fly-precondition",
                why,
                "Look at its state: fly machine list%s and fly volumes list%s".formatted(app, app));
    }

    static Problem refused(ApiCall call, String why) {
        return failed(call, "fly-refused", why, "Correct what Fly names, and try again.");
    }

    static Problem tooManyRequests(ApiCall call, String why) {
        return failed(
                call,
                "fly-too-many-requests",
                why,
                TRY_AGAIN + " in a minute, and run fewer commands at the same time.");
    }

    static Problem unavailable(ApiCall call) {
        return failed(
                call,
                UNAVAILABLE,
                "Most of the last calls of the Machines API failed, so nothing was sent.",
                TRY_AGAIN + " when https://status.flyio.net says that it is back.");
    }

    static Problem deadlineExceeded(ApiCall call, String why) {
        return failed(call, "fly-deadline-exceeded", why, next(call));
    }

    static Problem platformFailed(ApiCall call, String why) {
        return failed(call, "fly-failed", why, next(call));
    }

    static Problem unexpectedAnswer(ApiCall call, String wrong, String requestId) {
        return failed(
                call,
                "fly-answer-unexpected",
                "The answer is not what the Machines API documents: %s%s"
                        .formatted(wrong, requestId),
                next(call));
    }

    static Problem tooLarge(ApiCall call, String requestId) {
        return failed(
                call,
                "fly-answer-too-large",
                "The answer is larger than %d MB and was not read%s"
                        .formatted(HttpTransport.MAX_ANSWER_BYTES >> 20, requestId),
                next(call));
    }

    static Problem interrupted(ApiCall call) {
        return new Problem(
                "fly-interrupted",
                ExitCode.INTERRUPTED,
                couldNot(call),
                "flysnap was interrupted.",
                next(call));
    }

    static Problem unreachable(ApiCall call, String why) {
        return failed(
                call,
                "fly-unreachable",
                "No connection to the Machines API: %s.".formatted(why),
                "Look at the network and at FLY_FLAPS_BASE_URL, and try again.");
    }

    static Problem connectionLost(ApiCall call, String why) {
        return failed(
                call,
                "fly-connection-lost",
                "The connection broke before the whole response had arrived: %s.".formatted(why),
                next(call));
    }

    static Problem noAnswerInTime(ApiCall call, String requestId) {
        return failed(
                call,
                "fly-no-answer",
                "The time limit passed before the whole response had arrived" + requestId,
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
                ? "It may have happened all the same, so see before you repeat it: " + look(call)
                : TRY_AGAIN + ", and see https://status.flyio.net";
    }

    /** The command that shows whether a change has happened. */
    private static String look(ApiCall call) {
        return switch (call.target()) {
            case ApiTarget.OfPlatform(), ApiTarget.OfToken(), ApiTarget.OfOrganization(var _) ->
                    "https://fly.io/dashboard";
            case ApiTarget.OfMachine(var app, var machine) ->
                    "fly machine status %s --app %s".formatted(machine, app);
            case ApiTarget.OfVolume(var app, var volume) ->
                    call.action().startsWith("snapshot.")
                            ? "fly volumes snapshots list %s --app %s".formatted(volume, app)
                            : "fly volumes show %s --app %s".formatted(volume, app);
            case ApiTarget.OfSnapshot(var app, var _) -> "fly volumes list --app " + app;
            case ApiTarget.OfApp(var app) ->
                    call.action().startsWith("volume.")
                            ? "fly volumes list --app " + app
                            : "fly machine list --app " + app;
        };
    }

    private FlyProblems() {}
}
