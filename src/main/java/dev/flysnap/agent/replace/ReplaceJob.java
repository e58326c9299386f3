package dev.flysnap.agent.replace;

import dev.flysnap.agent.child.SupervisedApp;
import dev.flysnap.agent.quiesce.DatabaseAccess;
import dev.flysnap.agent.quiesce.HookException;
import dev.flysnap.contract.HookCodes;
import dev.flysnap.contract.replace.ReplaceAnswer;
import dev.flysnap.contract.replace.ReplaceRequest;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.DatabaseFacts;
import dev.flysnap.sqlite.replace.FileReplacement;
import dev.flysnap.sqlite.replace.OpenFiles;
import dev.flysnap.sqlite.replace.ReplaceStep;
import dev.flysnap.sqlite.replace.ReplacedDatabase;
import dev.flysnap.sqlite.replace.ReplacementMarker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** One replacement, in a thread of its own. It goes on when nobody asks for it any more. */
final class ReplaceJob {
    /** How the app is stopped, started and tried. */
    record AppControl(
            SupervisedApp app, AppTrial trial, Duration stopLimit, ReplaceStep.Listener listener) {}

    private final ReplaceRequest request;

    /** By name. */
    private final Map<String, ReplacedDatabase> databases;

    private final AppControl control;
    private final Supplier<DatabaseAccess.Use> exclude;
    private final Runnable used;
    private final CompletableFuture<Optional<String>> outcome = new CompletableFuture<>();
    private volatile String step = "checking the new databases";

    private ReplaceJob(
            ReplaceRequest request,
            Map<String, ReplacedDatabase> databases,
            AppControl control,
            Supplier<DatabaseAccess.Use> exclude,
            Runnable used) {
        this.request = request;
        this.databases = databases;
        this.control = control;
        this.exclude = exclude;
        this.used = used;
    }

    /**
     * @param exclude lets nobody else of this process use the databases
     * @param used told when the new files are no uploads any more
     */
    static ReplaceJob begin(
            ReplaceRequest request,
            Map<String, ReplacedDatabase> databases,
            AppControl control,
            Supplier<DatabaseAccess.Use> exclude,
            Runnable used) {
        ReplaceJob job = new ReplaceJob(request, databases, control, exclude, used);
        Thread.ofPlatform().daemon().name("flysnap-replace").start(job::run);
        return job;
    }

    private void run() {
        try {
            outcome.complete(replaced());
        } catch (RuntimeException | Error e) {
            outcome.completeExceptionally(e);
        }
    }

    /** Why the old databases were put back; empty = the new ones are in place. */
    private Optional<String> replaced() {
        databases.forEach(this::requireGood);
        FileReplacement replacement =
                new FileReplacement(
                        new ReplacementMarker(
                                request.attempt(),
                                request.restores().isPresent(),
                                List.copyOf(databases.values())),
                        control.listener());
        DatabaseAccess.Use use = exclude.get();
        Optional<String> failure;
        try {
            step = "stopping the app";
            control.app().stop(control.stopLimit());
            control.listener().accept(ReplaceStep.APP_STOPPED);
            requireUnused();
            step = "replacing the files";
            replacement.swap();
            step = "waiting for the app to come up";
            failure = failureOfApp();
            if (failure.isEmpty()) {
                replacement.commit();
            }
        } catch (RuntimeException e) {
            putBack(replacement, use);
            throw e;
        }
        if (failure.isPresent()) {
            putBack(replacement, use);
        } else {
            used.run();
            use.close();
            control.app().endMaintenance();
        }
        return failure;
    }

    /**
     * The app runs on the old databases again. If they cannot be put back, nobody uses the
     * databases any more: neither the app nor this agent, until it is started again.
     */
    private void putBack(FileReplacement replacement, DatabaseAccess.Use use) {
        step = "putting the old databases back";
        control.app().stop(control.stopLimit());
        if (replacement.isBegun()) {
            used.run();
            replacement.putBack();
        }
        use.close();
        try {
            control.app().start();
        } finally {
            control.app().endMaintenance();
        }
    }

    private Optional<String> failureOfApp() {
        try {
            control.app().start();
        } catch (FlysnapException e) {
            return Optional.of(e.problem().why());
        }
        control.listener().accept(ReplaceStep.APP_STARTED);
        return control.trial().failure(Duration.ofMillis(request.trialMsOrDefault()));
    }

    private void requireGood(String name, ReplacedDatabase database) {
        DatabaseFacts found =
                NewDatabases.checked(name, Path.of(database.incoming()), request.check());
        if (!request.isForced()) {
            NewDatabases.requireSameKind(
                    name, Path.of(database.file()), Path.of(database.incoming()), found);
        }
    }

    private void requireUnused() {
        List<OpenFiles.Holder> holders =
                OpenFiles.holders(
                        databases.values().stream().map(it -> Path.of(it.file())).toList());
        if (!holders.isEmpty()) {
            throw HookException.conflict(
                    HookCodes.DATABASE_IN_USE,
                    "The app is stopped, and still others have its databases open: %s"
                            .formatted(
                                    String.join(
                                            ", ",
                                            holders.stream()
                                                    .map(OpenFiles.Holder::toString)
                                                    .toList())),
                    "stop them, such as a worker or litestream, and try again");
        }
    }

    ReplaceRequest request() {
        return request;
    }

    boolean isActive() {
        return !outcome.isDone();
    }

    /**
     * How far it is, after a while at most.
     *
     * @throws HookException or {@link FlysnapException} if it was refused, or failed
     */
    ReplaceAnswer answer(Optional<String> machineId, Duration limit) {
        try {
            Optional<String> why = outcome.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return new ReplaceAnswer(
                    request.attempt(),
                    machineId,
                    why.isPresent() ? ReplaceAnswer.State.PUT_BACK : ReplaceAnswer.State.DONE,
                    Optional.empty(),
                    why);
        } catch (TimeoutException e) {
            return running(machineId);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known
                    ? known
                    : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return running(machineId);
        }
    }

    private ReplaceAnswer running(Optional<String> machineId) {
        return new ReplaceAnswer(
                request.attempt(),
                machineId,
                ReplaceAnswer.State.RUNNING,
                Optional.of(step),
                Optional.empty());
    }
}
