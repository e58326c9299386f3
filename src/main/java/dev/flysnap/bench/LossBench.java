package dev.flysnap.bench;

import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sim.SimSettings;
import dev.flysnap.sim.Simulator;
import dev.flysnap.sim.VolumeBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Acknowledged commits that are missing after a restore, on volumes that are real block devices:
 * what is only in the page cache is not in their snapshots. The load is a real app that logs each
 * acknowledged commit outside of its volume; what is missing is counted one by one.
 *
 * <p>Belongs into a {@link dev.flysnap.sim.disk.block.BlockNamespace}.
 */
public final class LossBench {
    private final LossPlan plan;
    private final Consumer<String> progress;

    /**
     * @param progress gets a line for each result
     */
    public LossBench(LossPlan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /** One after the other what is saturated, several at once what has time to spare. */
    public LossTable run() {
        List<LossCase> cases = plan.cases();
        SimSettings settings = SimSettings.real(VolumeBackend.BLOCKS);
        for (LossCase it : cases) {
            settings = settings.withApp(it.app().value());
        }
        List<LossResult> results = new ArrayList<>();
        try (Simulator sim = Simulator.start(settings);
                LossExperiment experiment = new LossExperiment(plan, sim, settings)) {
            for (boolean saturated : new boolean[] {false, true}) {
                List<LossCase> round =
                        cases.stream().filter(it -> it.isSaturated() == saturated).toList();
                results.addAll(measured(experiment, round, plan.atOnce(saturated)));
            }
        }
        return new LossTable(plan, results);
    }

    private List<LossResult> measured(LossExperiment experiment, List<LossCase> cases, int atOnce) {
        try (ExecutorService threads = Executors.newFixedThreadPool(atOnce)) {
            List<Future<LossResult>> asked =
                    cases.stream()
                            .map(lossCase -> threads.submit(() -> measured(experiment, lossCase)))
                            .toList();
            List<LossResult> results = new ArrayList<>();
            try {
                for (Future<LossResult> it : asked) {
                    results.add(it.get());
                }
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw e.getCause() instanceof FlysnapException known
                        ? known
                        : new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                threads.shutdownNow();
                Thread.currentThread().interrupt();
                throw BenchProblems.interrupted().exception(e);
            }
            return results;
        }
    }

    private LossResult measured(LossExperiment experiment, LossCase lossCase) {
        LossResult result = experiment.measure(lossCase);
        progress.accept(
                "%s: %,d of %,d missing"
                        .formatted(
                                lossCase.description(),
                                result.shownMissing(),
                                result.shownBefore()));
        return result;
    }
}
