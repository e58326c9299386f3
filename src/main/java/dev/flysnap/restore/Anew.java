package dev.flysnap.restore;

import dev.flysnap.model.Region;
import dev.flysnap.model.SnapshotId;
import java.util.stream.Collectors;

/** The command that does what a run did once more, for messages. Pure. */
final class Anew {

    /** What was asked for beside snapshot, place and cutover is not in it: a plan shows that. */
    static String command(RestorePlan plan, boolean cutover) {
        String regions =
                " --to-region "
                        + plan.regions().stream()
                                .map(Region::value)
                                .collect(Collectors.joining(","));
        if (plan.isMove()) {
            return "flysnap move " + plan.app() + regions;
        }
        boolean otherApp = !plan.grounds().sourceApp().equals(plan.app());
        return "flysnap restore "
                + plan.snapshot().map(SnapshotId::value).orElse("latest")
                + " --app "
                + plan.grounds().sourceApp()
                + (otherApp ? " --to-app " + plan.app() : "")
                + regions
                + (plan.volumeOnly() ? " --volume-only" : "")
                + (cutover ? " --cutover" : "");
    }

    private Anew() {}
}
