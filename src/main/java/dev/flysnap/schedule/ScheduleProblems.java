package dev.flysnap.schedule;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Region;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;

/** What can go wrong with schedules. */
final class ScheduleProblems {
    static Problem unknown(AppName inApp, ScheduleName name) {
        return new Problem(
                "schedule-unknown",
                ExitCode.FAILED,
                "%s has no schedule %s.".formatted(inApp, name),
                "No machine there has that name in its metadata.",
                "List them: flysnap schedule list --in-app " + inApp);
    }

    static Problem severalMachines(AppName inApp, ScheduleName name, String machines) {
        return new Problem(
                "schedule-doubled",
                ExitCode.NEEDS_OPERATOR,
                "%s has several machines for the schedule %s: %s.".formatted(inApp, name, machines),
                "flysnap makes one; somebody has cloned it.",
                "Remove all of them and install it again: flysnap schedule remove %s --in-app %s"
                        .formatted(name, inApp));
    }

    static Problem running(AppName inApp, InstalledSchedule schedule) {
        return new Problem(
                "schedule-running",
                ExitCode.LOCKED,
                "The schedule %s is at work: %s is %s."
                        .formatted(
                                schedule.name(),
                                schedule.machine().id(),
                                schedule.machine().state()),
                "A change now would end its run in the middle.",
                "Wait until it has ended: flysnap schedule list --in-app " + inApp);
    }

    static Problem otherRegion(AppName inApp, InstalledSchedule schedule, Region wanted) {
        return new Problem(
                "schedule-elsewhere",
                ExitCode.USAGE,
                "The schedule %s is in %s, not in %s."
                        .formatted(schedule.name(), schedule.machine().region(), wanted),
                "A machine stays in its region, and so does the volume with its journal.",
                "Leave --region out; or remove it first, its journal too: flysnap schedule remove %s --in-app %s --with-state"
                        .formatted(schedule.name(), inApp));
    }

    static Problem noRegion() {
        return new Problem(
                "schedule-no-region",
                ExitCode.USAGE,
                "Nothing says in which region the scheduled machine is to be.",
                "The machines of the app that it works on could not be looked at, or there is none.",
                "Name it: --region ams");
    }

    static Problem noImage(AppName inApp) {
        return new Problem(
                "schedule-no-image",
                ExitCode.USAGE,
                "%s has no machine yet, so nothing says which image has flysnap in it."
                        .formatted(inApp),
                "A scheduled machine runs flysnap's own image.",
                """
                Push one from flysnap's folder, and name it: fly deploy --app %1$s --build-only --push \
                --image-label v1; then --image registry.fly.io/%1$s:v1\
                """
                        .formatted(inApp));
    }

    static Problem noSecret(AppName inApp, String secret, String what) {
        return new Problem(
                "schedule-no-secret",
                ExitCode.USAGE,
                "%s has no secret %s. Nothing was changed.".formatted(inApp, secret),
                what + " It is never written into a machine's config, where it could be read.",
                "fly secrets set --stage %s=… --app %s".formatted(secret, inApp));
    }

    private ScheduleProblems() {}
}
