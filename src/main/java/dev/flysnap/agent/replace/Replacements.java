package dev.flysnap.agent.replace;

import dev.flysnap.agent.check.LiveChecks;
import dev.flysnap.agent.child.SupervisedApp;
import dev.flysnap.agent.quiesce.AgentQuiescer;
import dev.flysnap.agent.quiesce.DatabaseAccess;
import dev.flysnap.agent.quiesce.HookException;
import dev.flysnap.agent.quiesce.LeaseRegistry;
import dev.flysnap.agent.quiesce.StatusReporter;
import dev.flysnap.agent.setting.AgentSettings;
import dev.flysnap.agent.setting.AppSettings;
import dev.flysnap.agent.setting.NamedDatabase;
import dev.flysnap.contract.HookCodes;
import dev.flysnap.contract.replace.DatabasesAnswer;
import dev.flysnap.contract.replace.DiscardRequest;
import dev.flysnap.contract.replace.ReplaceAnswer;
import dev.flysnap.contract.replace.ReplaceRequest;
import dev.flysnap.contract.replace.UploadAnswer;
import dev.flysnap.contract.replace.UploadPart;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.FileIdentity;
import dev.flysnap.sqlite.replace.FileReplacement;
import dev.flysnap.sqlite.replace.ReplaceStep;
import dev.flysnap.sqlite.replace.ReplacedDatabase;
import dev.flysnap.sqlite.replace.SetAside;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One replacement at a time; the last one is kept, so that its answer can be repeated. */
public final class Replacements {
    /** A request never waits longer: whoever sent it asks again. */
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

    /** For copies and checks of the agent's own to leave the databases. */
    private static final Duration EXCLUSION_LIMIT = Duration.ofSeconds(10);

    private final AgentSettings settings;
    private final AgentQuiescer databases;
    private final LeaseRegistry leases;
    private final LiveChecks checks;
    private final Optional<ReplaceJob.AppControl> control;
    private final Uploads uploads;

    /** Guarded by this. */
    private Optional<ReplaceJob> last = Optional.empty();

    /**
     * @param app empty if the agent does not run the app; then nothing can be replaced
     */
    public Replacements(
            AgentSettings settings,
            AgentQuiescer databases,
            LeaseRegistry leases,
            LiveChecks checks,
            Optional<SupervisedApp> app,
            Optional<AppSettings> appSettings,
            ReplaceStep.Listener listener,
            InstantSource clock) {
        this.settings = settings;
        this.databases = databases;
        this.leases = leases;
        this.checks = checks;
        this.control =
                app.flatMap(running ->
                        appSettings.map(of ->
                                new ReplaceJob.AppControl(
                                        running,
                                        new AppTrial(running, of.health(), of.healthLimit()),
                                        of.stopLimit(),
                                        listener)));
        this.uploads = new Uploads(clock);
    }

    /** Removes what a killed agent had received. Once, when this one starts. */
    public void sweep() {
        try {
            settings.databases().all().forEach(it -> SetAside.deleteIncoming(it.real()));
        } catch (FlysnapException e) {
            // The next upload of the database removes it.
        }
    }

    /**
     * Takes a part of a new database.
     *
     * @throws HookException if it cannot be taken
     */
    public UploadAnswer upload(UploadPart part, byte[] bytes) {
        requireSupervised();
        NamedDatabase database = one(part.database());
        requirePresent(database);
        synchronized (this) {
            requireNoneActive();
            return uploads.add(database, part, bytes);
        }
    }

    /**
     * Begins the replacement, or says how far the one of the same attempt is.
     *
     * @throws HookException or {@link dev.flysnap.problem.FlysnapException} if it was refused or
     *     failed; the old databases are in place then
     */
    public ReplaceAnswer replace(ReplaceRequest request) {
        ReplaceJob.AppControl running = requireSupervised();
        return admitted(request, running)
                .map(it -> it.answer(settings.identity().machineId(), FIRST_WAIT))
                .orElseGet(() ->
                        new ReplaceAnswer(
                                request.attempt(),
                                settings.identity().machineId(),
                                ReplaceAnswer.State.DONE,
                                Optional.empty(),
                                Optional.empty()));
    }

    /** Empty if it was done before the agent was started the last time. */
    private synchronized Optional<ReplaceJob> admitted(
            ReplaceRequest request, ReplaceJob.AppControl running) {
        Optional<ReplaceJob> same = last.filter(it -> it.request().equals(request));
        // One that was refused, or put back, begins again when its databases were sent again.
        if (same.filter(it -> it.isActive() || !isUploaded(request)).isPresent()) {
            return same;
        }
        requireNoneActive();
        if (databasesAnswer().hasKept(request.databases(), request.attempt())) {
            return Optional.empty();
        }
        Map<String, ReplacedDatabase> replaced = new LinkedHashMap<>();
        for (String name : request.databases()) {
            replaced.put(name, replacedDatabase(request, one(name)));
        }
        ReplaceJob job =
                ReplaceJob.begin(
                        request,
                        replaced,
                        running,
                        this::exclude,
                        () -> uploads.forget(request.attempt()));
        last = Optional.of(job);
        return last;
    }

    private boolean isUploaded(ReplaceRequest request) {
        return request.restores().isEmpty()
                && request.databases().stream()
                        .allMatch(it -> uploads.complete(request.attempt(), one(it)).isPresent());
    }

    private ReplacedDatabase replacedDatabase(ReplaceRequest request, NamedDatabase database) {
        Path file = database.real();
        requirePresent(database);
        if (request.restores().isPresent()) {
            String earlier = request.restores().get();
            if (!Files.exists(ReplacedDatabase.setAside(file, earlier))) {
                throw missing(
                        "No old %s of %s is kept.".formatted(database.name(), earlier),
                        "GET /flysnap/v1/databases names those that are kept");
            }
            return ReplacedDatabase.bySetAside(file, request.attempt(), earlier);
        }
        if (uploads.complete(request.attempt(), database).isEmpty()) {
            throw missing(
                    "The new %s of %s has not arrived."
                            .formatted(database.name(), request.attempt()),
                    "upload it first; what had arrived is gone after the agent was started again");
        }
        return ReplacedDatabase.byNewFile(file, request.attempt());
    }

    private static HookException missing(String message, String next) {
        return HookException.conflict(HookCodes.UPLOAD_MISSING, message, next);
    }

    private DatabaseAccess.Use exclude() {
        checks.giveWay();
        DatabaseAccess.Use use = databases.access().exclude(EXCLUSION_LIMIT);
        try {
            // From now on no quiesce is let in: one that was is seen here.
            leases.requireNoneActive();
            return use;
        } catch (HookException e) {
            use.close();
            throw e;
        }
    }

    /**
     * What the databases are, and what is kept of earlier ones.
     *
     * @throws FlysnapException if a replacement has failed and could not be taken back
     */
    public synchronized DatabasesAnswer databasesAnswer() {
        Optional<String> replacing =
                last.filter(ReplaceJob::isActive).map(it -> it.request().attempt());
        if (replacing.isEmpty()) {
            requireNoneLeft();
        }
        return new DatabasesAnswer(
                settings.identity().machineId(),
                replacing.or(uploads::active),
                replacing,
                settings.databases().all().stream().map(it -> entry(it, replacing)).toList());
    }

    /**
     * @param replacing whose old database may still come back: it does not count as kept
     */
    private static DatabasesAnswer.Entry entry(NamedDatabase database, Optional<String> replacing) {
        Path file = database.real();
        return new DatabasesAnswer.Entry(
                database.name(),
                file.toString(),
                StatusReporter.Sizes.of(file).bytes(),
                SetAside.of(file).stream()
                        .filter(it -> !replacing.equals(Optional.of(it.attempt())))
                        .map(it -> new DatabasesAnswer.Kept(it.attempt(), it.bytes()))
                        .toList());
    }

    /**
     * Deletes what was uploaded or set aside. With an upload goes the answer of its attempt: asked
     * for again, one that was refused or put back begins anew.
     *
     * @throws HookException or {@link FlysnapException} if a replacement goes on, or could not be
     *     taken back
     */
    public synchronized DatabasesAnswer discard(DiscardRequest request) {
        requireNoneActive();
        requireNoneLeft();
        if (request.setAside()) {
            settings.databases().all().forEach(it -> SetAside.delete(it.real(), request.attempt()));
        } else {
            uploads.discard(request.attempt());
            last = last.filter(it -> !it.request().attempt().equals(request.attempt()));
        }
        return databasesAnswer();
    }

    private void requireNoneActive() {
        last.filter(ReplaceJob::isActive)
                .ifPresent(it -> {
                    throw HookException.conflict(
                            HookCodes.REPLACE_ACTIVE,
                            "The databases are being replaced for %s."
                                    .formatted(it.request().attempt()),
                            "wait until that has ended");
                });
    }

    private void requireNoneLeft() {
        FileReplacement.requireNoneBegun(
                settings.databases().all().stream()
                        .map(it -> FileIdentity.directoryOf(it.real()))
                        .distinct());
    }

    private ReplaceJob.AppControl requireSupervised() {
        return control.orElseThrow(() ->
                HookException.conflict(
                        HookCodes.APP_NOT_SUPERVISED,
                        "This agent did not start the app, so it cannot stop it.",
                        "start the app by the agent (flysnap agent --exec), or restore to a new volume: without --in-place"));
    }

    private NamedDatabase one(String name) {
        return databases.chosen(Optional.of(List.of(name))).getFirst();
    }

    private static void requirePresent(NamedDatabase database) {
        if (!Files.isRegularFile(database.real())) {
            throw HookException.conflict(
                    HookCodes.DATABASE_MISSING,
                    "There is no database %s at %s to be replaced."
                            .formatted(database.name(), database.file()),
                    "wait until the app has created it");
        }
    }
}
