package dev.flysnap.restore.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.fly.resource.CapacityShortage;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Region;
import dev.flysnap.model.VolumeId;
import dev.flysnap.restore.model.Milestone;
import dev.flysnap.restore.model.Plans;
import dev.flysnap.restore.model.Plans.Kind;
import dev.flysnap.restore.model.RegionRefusal;
import dev.flysnap.restore.model.RestoreEffect;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.model.RestoreState;
import dev.flysnap.restore.model.RestoreStep;
import dev.flysnap.restore.verify.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which steps a plan takes, forward and back, from wherever it stands. Nothing runs. */
class RestoreRouteTest {
    private static final Instant AT = Instant.EPOCH;
    private static final MachineId NEW = new MachineId("machinenew");
    private static final Verdict SOUND = new Verdict(List.of(), Optional.empty(), List.of());
    private static final int MOST_STEPS = 60;

    private static final List<String> TO_VERIFIED =
            List.of(
                    "ListVolumesBefore",
                    "CreateVolume",
                    "AwaitVolume",
                    "CreateMachine",
                    "AwaitVerifier",
                    "ReadVerdict",
                    "StopVerifier");

    private static final List<String> INTO_SERVICE =
            List.of(
                    "ConfirmSingleWriter",
                    "Commit",
                    "UpdateToApp",
                    "StartApp",
                    "AwaitHealthy",
                    "UncordonApp");

    /** What a step does where nothing is in its way. */
    private static RestoreEffect done(RestorePlan plan, RestoreStep step) {
        return switch (step) {
            case RestoreStep.ListVolumesBefore() ->
                    new RestoreEffect.VolumesListed(Set.of(Plans.SOURCE));
            case RestoreStep.CreateVolume(_, var region, _, _) ->
                    new RestoreEffect.VolumeCreated(new VolumeId("vol_new" + region), region);
            case RestoreStep.CreateMachine _ -> new RestoreEffect.MachineCreated(NEW);
            case RestoreStep.AbandonVolume _ -> new RestoreEffect.VolumeAbandoned();
            case RestoreStep.ReportNoCapacity _ -> throw new AssertionError("it gives up");
            case RestoreStep.ReadVerdict _ -> new RestoreEffect.Verified(SOUND);
            case RestoreStep.TryApp _ -> new RestoreEffect.AppTried(Optional.empty(), AT);
            case RestoreStep.BeginCutover _ ->
                    new RestoreEffect.CutoverBegun(plan.replaced(), plan.isUnfenced(), AT);
            case RestoreStep.RecordStopped _ ->
                    new RestoreEffect.OldMachineStopped(plan.replaced().orElseThrow());
            case RestoreStep.TakeSnapshot _ ->
                    new RestoreEffect.SnapshotTaken(Plans.SNAPSHOT, Optional.empty(), "stopped");
            case RestoreStep.BeginUndo _ -> new RestoreEffect.UndoBegun(false, Set.of(), AT);
            case RestoreStep.BeginFinish(_, var volume) ->
                    new RestoreEffect.FinishBegun(volume, AT);
            case RestoreStep.ToMilestone it -> new RestoreEffect.Reached(it.milestone(), AT);
        };
    }

    /** A way that was gone to its end: its steps, and the states before each and at the end. */
    private record Gone(List<RestoreStep> steps, List<RestoreState> states) {
        List<String> names() {
            return steps.stream().map(it -> it.getClass().getSimpleName()).toList();
        }

        RestoreState end() {
            return states.getLast();
        }

        int at(Class<? extends RestoreStep> step) {
            return names().indexOf(step.getSimpleName());
        }
    }

    private static Gone go(
            RestorePlan plan,
            RestoreState from,
            Function<RestoreState, Optional<RestoreStep>> way) {
        return go(from, way, step -> done(plan, step));
    }

    private static Gone go(
            RestoreState from,
            Function<RestoreState, Optional<RestoreStep>> way,
            Function<RestoreStep, RestoreEffect> does) {
        List<RestoreStep> steps = new ArrayList<>();
        List<RestoreState> states = new ArrayList<>(List.of(from));
        for (Optional<RestoreStep> next = way.apply(from);
                next.isPresent();
                next = way.apply(states.getLast())) {
            assertTrue(steps.size() < MOST_STEPS, () -> "it never ends: " + steps);
            steps.add(next.get());
            states.add(states.getLast().after(does.apply(next.get())));
        }
        return new Gone(steps, states);
    }

    private static Gone forward(RestorePlan plan) {
        return go(plan, RestoreState.START, forwardOf(plan));
    }

    private static Function<RestoreState, Optional<RestoreStep>> forwardOf(RestorePlan plan) {
        return state -> new RestoreRoute(plan, state).forward();
    }

    private static Function<RestoreState, Optional<RestoreStep>> undoUncommitted(RestorePlan plan) {
        return state -> new RestoreRoute(plan, state).undoUncommitted();
    }

    private static Function<RestoreState, Optional<RestoreStep>> undoOf(RestorePlan plan) {
        return state -> new RestoreRoute(plan, state).undo();
    }

    private static RestorePlan plan(Kind kind) {
        return Plans.plan(kind, Plans.FRA);
    }

    private static List<String> way(List<List<String>> parts) {
        return parts.stream()
                .flatMap(List::stream)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    @Test
    void aRestoreIsVerifiedBeforeTheOldMachineIsTouchedAndTheAppStartsLast() {
        assertEquals(TO_VERIFIED.subList(0, 3), forward(plan(Kind.VOLUME_ONLY)).names());
        assertEquals(TO_VERIFIED, forward(plan(Kind.VERIFIED)).names());
        List<String> toStopped =
                List.of("BeginCutover", "CordonOld", "RemoveOldMetadata", "StopOld");
        List<String> cutover = way(List.of(TO_VERIFIED, toStopped, INTO_SERVICE));
        assertEquals(cutover, forward(plan(Kind.CUTOVER)).names());
        cutover.removeIf(it -> it.contains("Old"));
        assertEquals(cutover, forward(plan(Kind.CUTOVER_OF_NOTHING)).names());
    }

    @Test
    void onlyWhereTheOperatorSaidSoTheAppStartsBeforeTheOldMachineIsStopped() {
        Gone unfenced = forward(plan(Kind.CUTOVER_UNFENCED));
        assertTrue(
                unfenced.at(RestoreStep.UncordonApp.class)
                        < unfenced.at(RestoreStep.StopOld.class));
        RestorePlan plan = plan(Kind.CUTOVER_UNFENCED);
        assertFalse(new RestoreRoute(plan, unfenced.end()).isFencePending());
        int committed = unfenced.at(RestoreStep.Commit.class) + 1;
        assertTrue(
                new RestoreRoute(plan, unfenced.states().get(committed)).isFencePending(),
                "it may run already");
        assertFalse(new RestoreRoute(plan, unfenced.states().get(committed - 1)).isFencePending());
        int inService = unfenced.at(RestoreStep.UncordonApp.class) + 1;
        assertTrue(new RestoreRoute(plan, unfenced.states().get(inService)).isFencePending());
    }

    @Test
    void aMoveSnapshotsWhatStandsStillAndLosesItsMetadataLate() {
        assertEquals(
                way(
                        List.of(
                                List.of(
                                        "BeginCutover",
                                        "CordonOld",
                                        "StopOld",
                                        "RecordStopped",
                                        "TakeSnapshot"),
                                TO_VERIFIED,
                                List.of("ConfirmStillStopped", "RemoveOldMetadata"),
                                INTO_SERVICE)),
                forward(plan(Kind.MOVE)).names());
    }

    @Test
    void whereThereIsNoRoomTheNextRegionIsTriedAndTheVolumeDoesNotStayAlone() {
        RestorePlan plan = Plans.plan(Kind.VERIFIED, Plans.FRA, Plans.CDG, Plans.AMS);
        Function<RestoreStep, Optional<Region>> noRoomFor =
                step ->
                        switch (step) {
                            case RestoreStep.CreateVolume(_, var region, _, _)
                                    when region.equals(Plans.FRA) ->
                                    Optional.of(region);
                            case RestoreStep.CreateMachine(_, var region)
                                    when region.equals(Plans.CDG) ->
                                    Optional.of(region);
                            default -> Optional.empty();
                        };
        Gone gone =
                go(
                        RestoreState.START,
                        forwardOf(plan),
                        step ->
                                noRoomFor
                                        .apply(step)
                                        .<RestoreEffect>map(present ->
                                                new RestoreEffect.NoCapacity(
                                                        refused(present, step)))
                                        .orElseGet(() -> done(plan, step)));
        assertEquals(
                List.of(
                        "ListVolumesBefore",
                        "CreateVolume",
                        "CreateVolume",
                        "AwaitVolume",
                        "CreateMachine",
                        "AbandonVolume",
                        "ListVolumesBefore",
                        "CreateVolume",
                        "AwaitVolume",
                        "CreateMachine",
                        "AwaitVerifier",
                        "ReadVerdict",
                        "StopVerifier"),
                gone.names());
        assertEquals(Optional.of(Plans.AMS), gone.end().region());
    }

    @Test
    void whereNoRegionHasRoomItGivesUpAndNamesEachAttempt() {
        RestorePlan plan = Plans.plan(Kind.VERIFIED, Plans.FRA, Plans.CDG);
        RestoreState state = RestoreState.START;
        for (Region region : plan.regions()) {
            state =
                    state.after(
                            new RestoreEffect.NoCapacity(
                                    refused(region, new RestoreStep.ListVolumesBefore())));
        }
        RestoreStep last = new RestoreRoute(plan, state).forward().orElseThrow();
        assertEquals(new RestoreStep.ReportNoCapacity(state.refused()), last);
        assertEquals(plan.regions(), state.refused().stream().map(RegionRefusal::region).toList());
    }

    private static RegionRefusal refused(Region region, RestoreStep at) {
        return new RegionRefusal(
                region,
                at instanceof RestoreStep.CreateMachine
                        ? RegionRefusal.What.MACHINE
                        : RegionRefusal.What.VOLUME,
                Optional.of(CapacityShortage.ROOM),
                "no room");
    }

    /** Whatever had been done: the app never starts before somebody looked that nobody writes. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void fromWhereverItStandsTheWayForwardIsTheRestOfTheSameWay(Kind kind) {
        Gone whole = forward(plan(kind));
        for (int i = 0; i < whole.states().size(); i++) {
            Gone rest = go(plan(kind), whole.states().get(i), forwardOf(plan(kind)));
            assertEquals(whole.names().subList(i, whole.names().size()), rest.names());
        }
        int start = whole.at(RestoreStep.StartApp.class);
        int alone = whole.at(RestoreStep.ConfirmSingleWriter.class);
        assertTrue(start < 0 || (alone >= 0 && alone < start), whole.names()::toString);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void beforeTheCommitTheWayBackPutsTheOldMachineToWorkAndRemovesWhatWasMade(Kind kind) {
        RestorePlan plan = plan(kind);
        for (RestoreState state : forward(plan).states()) {
            if (state.has(Milestone.COMMITTED)) {
                assertEquals(
                        Optional.empty(),
                        new RestoreRoute(plan, state).undoUncommitted(),
                        "nobody asked");
                continue;
            }
            Gone back = go(plan, state, undoUncommitted(plan));
            List<String> expected = new ArrayList<>();
            if (state.old().isPresent()) {
                expected.addAll(List.of("ReturnOldMetadata", "StartOld", "UncordonOld"));
            }
            if (state.machine().isPresent()) {
                expected.add("DeleteMachine");
            }
            if (state.volume().isPresent()) {
                expected.add("DeleteVolume");
            }
            if (!expected.isEmpty()) {
                expected.addFirst("BeginUndo");
            }
            assertEquals(expected, back.names());
            assertEquals(expected, go(plan, state, undoOf(plan)).names(), "asked or not");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void afterTheCommitTheWayBackStopsTheNewMachineFirstAndRemovesNothing(Kind kind) {
        RestorePlan plan = plan(kind);
        for (RestoreState state : forward(plan).states()) {
            if (state.lacks(Milestone.COMMITTED)) {
                continue;
            }
            List<String> expected =
                    new ArrayList<>(
                            List.of("BeginUndo", "CordonNew", "RemoveNewMetadata", "StopNew"));
            if (state.old().isPresent()) {
                expected.addAll(List.of("ReturnOldMetadata", "StartOld", "UncordonOld"));
            }
            assertEquals(expected, go(plan, state, undoOf(plan)).names());
        }
    }

    @Test
    void anOldMachineThatMustNotWorkAgainIsLeftAsItIs() {
        RestorePlan plan = plan(Kind.CUTOVER);
        RestoreState state =
                forward(plan).end().after(new RestoreEffect.UndoBegun(true, Set.of(), AT));
        assertEquals(
                List.of("CordonNew", "RemoveNewMetadata", "StopNew"),
                go(plan, state, undoOf(plan)).names());
    }

    @Test
    void aFinishRemovesTheOldPairAndNothingElse() {
        RestorePlan plan = plan(Kind.CUTOVER);
        RestoreState begun =
                forward(plan)
                        .end()
                        .after(new RestoreEffect.FinishBegun(Optional.of(Plans.SOURCE), AT));
        Gone finished = go(plan, begun, forwardOf(plan));
        assertEquals(
                List.of(
                        new RestoreStep.DeleteOldMachine(new MachineId("machineold")),
                        new RestoreStep.DeleteOldVolume(Plans.SOURCE)),
                finished.steps());
    }

    /** Somebody may have started the new machine again meanwhile. */
    @Test
    void whoeverTakesAWayBackUpStopsTheNewMachineBeforeTheOldOneStarts() {
        RestorePlan plan = plan(Kind.CUTOVER);
        RestoreState undoing =
                forward(plan).end().after(new RestoreEffect.UndoBegun(false, Set.of(), AT));
        for (RestoreState state : go(plan, undoing, undoOf(plan)).states()) {
            assertEquals(
                    List.of("BeginUndo", "CordonNew", "RemoveNewMetadata", "StopNew"),
                    go(plan, state.takenUp(), undoOf(plan)).names().subList(0, 4));
        }
    }

    /** Another process may have put the old machine back to work meanwhile. */
    @Test
    void whoeverTakesARunUpLooksAgainWhetherTheOldMachineStands() {
        RestorePlan plan = plan(Kind.CUTOVER);
        Gone whole = forward(plan);
        RestoreState alone = whole.states().get(whole.at(RestoreStep.Commit.class));
        assertEquals(
                List.of(
                        "CordonOld",
                        "RemoveOldMetadata",
                        "StopOld",
                        "ConfirmSingleWriter",
                        "Commit"),
                go(plan, alone.takenUp(), forwardOf(plan)).names().subList(0, 5));
        assertEquals(
                List.of(),
                go(plan, whole.end().takenUp(), forwardOf(plan)).names(),
                "once it is done");
    }
}
