package dev.flysnap.cli.diagnose;

import dev.flysnap.doctor.triage.PendingRuns;
import dev.flysnap.doctor.triage.TriageCollector;
import dev.flysnap.json.Json;
import dev.flysnap.restore.finish.VolumeUses;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.snapshot.status.AppStatus;
import dev.flysnap.story.Shop;

/** What {@code flysnap rescue} and {@code flysnap status} say of the shop, as a person reads it. */
public record Said(Json.Obj rescue, String rescueText, Json.Obj status, String statusText) {
    public static Said of(Shop shop) {
        RunContext context = shop.bench(CutPoint.NONE);
        TriageView rescue =
                new TriageView(
                        new TriageCollector(context, Shop.NOTHING_OUTSIDE).collect(Shop.APP));
        PendingRuns pending = new PendingRuns(context);
        AppStatus looked = AppStatus.of(context, Shop.APP);
        StatusView status =
                new StatusView(
                        looked,
                        VolumeUses.of(context, Shop.APP, looked.machines(), looked.volumes()),
                        pending::nextCommand,
                        shop.sim().clock().instant());
        return new Said((Json.Obj) rescue.json(), rescue.text(), status.json(), status.text());
    }

    /** The one command that rescue recommends. */
    public String command() {
        return rescue.object("do").orElseThrow().text("command").orElseThrow();
    }

    public String why() {
        return rescue.object("do").orElseThrow().text("why").orElseThrow();
    }

    @Override
    public String toString() {
        return rescueText + "\n---\n" + statusText;
    }
}
