package dev.flysnap.restore.recovery;

import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.inplace.InPlaceProgress;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.fleet.Fleet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The app's runs that were interrupted and not brought to an end since: whoever works with the app
 * should know. From the journal alone.
 */
public final class InterruptedRuns {
    private final RunContext context;

    public InterruptedRuns(RunContext context) {
        this.context = context;
    }

    /**
     * How each stands and how it goes on, newest first.
     *
     * @param except the run that the user asks for anyway
     */
    public List<Problem> of(AppName app, Optional<RunId> except) {
        List<RunRecord> runs = context.journal().interruptedRuns(app);
        Set<RunId> left =
                runs.stream()
                        .filter(it -> it.kind() == RunKind.MOVE)
                        .flatMap(it -> ownCreateOf(it).stream())
                        .collect(Collectors.toSet());
        except.ifPresent(left::add);
        return runs.stream()
                .filter(it -> !left.contains(it.id()))
                .flatMap(it -> describe(it).stream())
                .toList();
    }

    private Optional<RunId> ownCreateOf(RunRecord move) {
        try {
            return new Restore(context).ownCreateOf(move);
        } catch (FlysnapException unreadable) {
            return Optional.empty();
        }
    }

    private Optional<Problem> describe(RunRecord run) {
        try {
            return switch (run.kind()) {
                case CREATE -> Create.describeInterrupted(context.journal(), run);
                case FLEET -> Fleet.describeInterrupted(context.journal(), run);
                case IN_PLACE ->
                        Optional.of(
                                new InPlaceProgress(context.journal()).describeInterrupted(run));
                case RESTORE, VERIFY, DRILL, MOVE ->
                        Optional.of(new Restore(context).describeInterrupted(run));
            };
        } catch (FlysnapException unreadable) {
            return Optional.of(unreadable.problem());
        } catch (MalformedJson ofAnotherVersion) {
            // The command that is about that run says so.
            return Optional.empty();
        }
    }
}
