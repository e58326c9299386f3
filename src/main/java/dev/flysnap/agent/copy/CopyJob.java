package dev.flysnap.agent.copy;

import dev.flysnap.agent.quiesce.DatabaseAccess;
import dev.flysnap.agent.quiesce.HookException;
import dev.flysnap.agent.setting.MachineIdentity;
import dev.flysnap.agent.setting.NamedDatabase;
import dev.flysnap.contract.CopyAnswer;
import dev.flysnap.contract.CopyRequest;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.model.sqlite.CopyMethod;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.seal.Compression;
import dev.flysnap.seal.ContentHash;
import dev.flysnap.seal.Recipient;
import dev.flysnap.seal.Sealing;
import dev.flysnap.sqlite.Database;
import dev.flysnap.sqlite.copy.CopyProgress;
import dev.flysnap.sqlite.copy.PinnedDatabase;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One copy, made in a thread of its own. It goes when nobody asks for it any more. */
final class CopyJob implements CopyProgress, AutoCloseable {
    /** Callers ask far more often. */
    static final Duration EXPIRES_AFTER = Duration.ofMinutes(5);

    /** Another caller need not wait as long as that. */
    private static final Duration GIVES_WAY_AFTER = Duration.ofMinutes(1);

    private static final Duration MAX_AGE = Duration.ofHours(6);

    private final CopyRequest request;
    private final NamedDatabase database;
    private final DatabaseAccess access;
    private final MachineIdentity identity;
    private final InstantSource clock;
    private final Instant began;
    private final Sealing sealing;
    private final Optional<ContentUpload> sendTo;
    private final CountDownLatch ready = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile Instant lastAsked;
    private volatile String step = "copying";
    private volatile long doneBytes;
    private volatile long totalBytes;
    private volatile boolean isGivenUp;
    private volatile Optional<HookException> failure = Optional.empty();
    private volatile Optional<CopyFolder> inFolder = Optional.empty();
    private volatile Optional<MadeCopy> made = Optional.empty();
    private volatile Optional<CopyAnswer.Sent> sent = Optional.empty();

    private CopyJob(
            CopyRequest request,
            NamedDatabase database,
            DatabaseAccess access,
            MachineIdentity identity,
            InstantSource clock) {
        this.request = request;
        this.database = database;
        this.access = access;
        this.identity = identity;
        this.clock = clock;
        this.began = clock.instant();
        this.lastAsked = began;
        this.sealing = sealing(request);
        this.sendTo = request.sendTo().map(ContentUpload::to);
    }

    /** Without threads of zstd's own: the app needs the processors. */
    private static Sealing sealing(CopyRequest request) {
        return new Sealing(
                request.compress().map(level -> new Compression(level, 0)),
                request.recipients().orElse(List.of()).stream().map(Recipient::parse).toList());
    }

    /**
     * @throws IllegalArgumentException with a sentence for the caller, if a recipient or an address
     *     is none
     */
    static CopyJob begin(
            CopyRequest request,
            NamedDatabase database,
            DatabaseAccess access,
            MachineIdentity identity,
            InstantSource clock) {
        CopyJob job = new CopyJob(request, database, access, identity, clock);
        Thread.ofPlatform().daemon().name("flysnap-copy").start(job::run);
        return job;
    }

    private void run() {
        try {
            sealing.requireLibraries();
            if (canStream()) {
                stream();
            } else {
                inFile();
            }
        } catch (HookException e) {
            failure = Optional.of(e);
        } catch (FlysnapException e) {
            failure = Optional.of(HookException.of(e.problem()));
        } catch (IOException e) {
            failure = Optional.of(HookException.of(CopyJobProblems.notMade(e)));
        } catch (RuntimeException | Error e) {
            failure = Optional.of(HookException.defect(e));
        } finally {
            inFolder.flatMap(CopyFolder::lack)
                    .ifPresent(it -> failure = Optional.of(HookException.of(it)));
            ready.countDown();
            over.countDown();
        }
    }

    /** Without a WAL its writers would wait for the reader's network. */
    private boolean canStream() {
        if (request.method() != CopyMethod.RAW
                || request.check() != CheckDepth.NONE
                || request.toFile()
                || sendTo.isPresent()) {
            return false;
        }
        try (DatabaseAccess.Use _ = access.use();
                Database source = Database.open(database.real())) {
            return source.isWal();
        }
    }

    private void stream() {
        StreamContent content = new StreamContent(this);
        try (DatabaseAccess.Use _ = access.use();
                PinnedDatabase pinned = PinnedDatabase.open(database.real())) {
            made = Optional.of(MadeCopy.streaming(content, pinned));
            ready.countDown();
            content.produce(pinned, sealing);
        }
        awaitClose();
    }

    private void inFile() throws IOException {
        try (CopyFolder folder = CopyFolder.beside(database.real())) {
            inFolder = Optional.of(folder);
            try (DatabaseAccess.Use _ = access.use()) {
                made =
                        Optional.of(
                                new FileCopy(request, database.real(), sealing, folder, this)
                                        .make(text -> step = text));
            }
            if (sendTo.isPresent()) {
                step = "sending";
                sent = Optional.of(sendTo.get().send(made.orElseThrow().content(), this));
            }
            ready.countDown();
            awaitClose();
        } finally {
            made.ifPresent(it -> it.content().close());
        }
    }

    /** What was made stays until it is closed. */
    private void awaitClose() {
        try {
            while (!isCancelled()) {
                Thread.sleep(CopyJobs.LOOK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void copied(long done, long total) {
        doneBytes = done;
        totalBytes = total;
    }

    @Override
    public boolean isCancelled() {
        return isGivenUp || isExpired() || inFolder.filter(CopyFolder::isInTheWay).isPresent();
    }

    private boolean isExpired() {
        Instant now = clock.instant();
        return now.isAfter(lastAsked.plus(EXPIRES_AFTER)) || now.isAfter(began.plus(MAX_AGE));
    }

    boolean givesWay() {
        return isOver() || isGivenUp || clock.instant().isAfter(lastAsked.plus(GIVES_WAY_AFTER));
    }

    /** Whether it was told to end. */
    boolean isGivenUp() {
        return isGivenUp;
    }

    /** Whether nothing of it is left, and nothing more will be. */
    boolean isOver() {
        return over.getCount() == 0;
    }

    CopyRequest request() {
        return request;
    }

    /** So that a small copy needs no second request. */
    void await(Duration limit) {
        await(ready, limit);
    }

    private static void await(CountDownLatch latch, Duration limit) {
        try {
            boolean _ = latch.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * @throws HookException if it could not be made
     */
    CopyAnswer answer(String id) {
        lastAsked = clock.instant();
        if (failure.isPresent()) {
            throw failure.get();
        }
        boolean isReady = ready.getCount() == 0;
        return new CopyAnswer(
                id,
                identity.machineId(),
                isReady ? CopyAnswer.State.READY : CopyAnswer.State.RUNNING,
                isReady ? Optional.empty() : Optional.of(step),
                isReady ? Optional.empty() : Optional.of(doneBytes),
                isReady ? Optional.empty() : Optional.of(totalBytes),
                Optional.of(EXPIRES_AFTER.toMillis()),
                isReady ? made.map(this::content) : Optional.empty());
    }

    private CopyAnswer.Content content(MadeCopy copy) {
        Optional<ContentHash> stored = copy.content().stored();
        return new CopyAnswer.Content(
                stored.map(ContentHash::bytes),
                stored.map(ContentHash::sha256),
                sealing.compression().map(_ -> "zstd"),
                sealing.isEncrypted(),
                copy.isExact(),
                copy.journalMode(),
                Database.libraryVersion(),
                copy.checked(),
                Optional.of(copy.plain()),
                Optional.of(database.file().toAbsolutePath().normalize().toString()),
                sent);
    }

    /**
     * @throws HookException if it is not ready, or this part is not there any more
     */
    CopyBytes read(long from, int maxBytes) {
        lastAsked = clock.instant();
        if (failure.isPresent()) {
            throw failure.get();
        }
        CopyContent content =
                made.orElseThrow(() -> CopyJobProblems.notReady(request.attempt())).content();
        try {
            CopyBytes part = content.read(from, maxBytes);
            lastAsked = clock.instant();
            return part;
        } catch (IOException e) {
            throw CopyJobProblems.unknown(FailureText.of(e));
        }
    }

    /** Ends it as soon as it looks, and waits for nothing. */
    void cancel() {
        isGivenUp = true;
        made.ifPresent(it -> it.content().close());
    }

    /** Ends it, and waits a moment until nothing of it is left: not all work can be broken off. */
    @Override
    public void close() {
        cancel();
        await(over, Duration.ofSeconds(5));
    }
}
