package dev.flysnap.cli;

import dev.flysnap.json.Json;
import dev.flysnap.model.Region;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.restore.Expectation;
import dev.flysnap.restore.PlanGrounds;
import dev.flysnap.restore.RestorePlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A restore's plan as JSON: the same as {@link RestorePlanText}, for programs. */
final class RestorePlanJson {
    private final RestorePlan plan;
    private final PlanGrounds grounds;
    private final RestorePlanText text;

    RestorePlanJson(RestorePlan plan) {
        this.plan = plan;
        this.grounds = plan.grounds();
        this.text = new RestorePlanText(plan);
    }

    Json.Obj json(Instant now) {
        Json.Obj json =
                Json.Obj.empty()
                        .with("run", plan.run().value())
                        .with("app", plan.app().value())
                        .with("source_app", grounds.sourceApp().value())
                        .withText("snapshot", plan.snapshot().map(SnapshotId::value))
                        .with("takes_its_own_snapshot", plan.isMove())
                        .withText("taken_at", plan.source().takenAt().map(Instant::toString))
                        .withText("grade", plan.source().grade())
                        .with("source_volume", plan.source().volume().value())
                        .with("new_volume", volumeJson())
                        .with("regions", texts(plan.regions()))
                        .with("volume_only", plan.volumeOnly());
        if (grounds.room().isPresent()) {
            json = json.with("room_in", texts(grounds.room().get()));
        }
        if (!plan.volumeOnly()) {
            json =
                    json.with("machine_name", plan.machine().name())
                            .withText("config", grounds.config())
                            .withText("image", grounds.image().map(it -> it.reference()))
                            .withText("image_is", grounds.image().map(it -> it.origin()))
                            .withText("other_image", grounds.image().flatMap(it -> it.other()))
                            .with("verify", text.check())
                            .with(
                                    "expect",
                                    Json.texts(
                                            plan.checks().expectations().stream()
                                                    .map(Expectation::toString)
                                                    .toList()))
                            .with("cutover", plan.cutover())
                            .with("unfenced", plan.isUnfenced());
        }
        if (grounds.secretsToCome().isPresent()) {
            json = json.with("secrets_lacking", Json.texts(grounds.secretsToCome().get()));
        }
        if (plan.cutover() && grounds.withoutService().isPresent()) {
            json =
                    json.with(
                            "without_service_expected_ms",
                            grounds.withoutService().get().about().toMillis());
        }
        Optional<Duration> age =
                plan.source()
                        .takenAt()
                        .map(it -> Duration.between(it, now))
                        .filter(it -> !it.isNegative());
        if (age.isPresent()) {
            json = json.with("age_seconds", age.get().toSeconds());
        }
        return json.with("lost", text.lost(now))
                .with("untouched", text.untouched())
                .withText("compared", plan.volumeOnly() ? Optional.empty() : text.compared())
                .withText("replaces_machine", plan.replaced().map(it -> it.id().value()));
    }

    private Json.Obj volumeJson() {
        Json.Obj json =
                Json.Obj.empty()
                        .with("name", plan.newVolume().name().value())
                        .with("size_gb", plan.newVolume().sizeGb())
                        .with("region", plan.newVolume().region().value())
                        .with("encrypted", plan.newVolume().encrypted());
        Optional<Integer> kept = plan.newVolume().snapshotRetentionDays();
        return kept.isPresent() ? json.with("snapshot_retention_days", kept.get()) : json;
    }

    private static Json.Arr texts(List<Region> regions) {
        return Json.texts(regions.stream().map(Region::value).toList());
    }
}
