package dev.flysnap.agent.spool;

import dev.flysnap.agent.http.server.RequestHandler;
import dev.flysnap.agent.setting.AgentProblems;
import dev.flysnap.contract.spool.SpoolFiles;
import dev.flysnap.problem.FailureText;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Watches the agent's folder, and answers what is put into it. While nothing is there, it does
 * nothing at all.
 */
public final class Spool implements AutoCloseable {
    /** So many requests are answered at a time; the others wait. */
    private static final int MAX_AT_WORK = 16;

    private static final int MAX_WAITING = 64;

    /** How often to look while a caller's files are there. */
    private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(10);

    private final SpoolFolder folder;
    private final WatchService watch;
    private final RequestHandler handler;
    private final Set<String> atWork = ConcurrentHashMap.newKeySet();
    private final Semaphore turns = new Semaphore(MAX_AT_WORK);
    private final Thread watching;

    private Spool(SpoolFolder folder, WatchService watch, RequestHandler handler) {
        this.folder = folder;
        this.watch = watch;
        this.handler = handler;
        this.watching =
                Thread.ofPlatform().daemon().name("flysnap-spool").unstarted(this::watchFolder);
    }

    /**
     * @param environment the machine's
     * @return empty where this is no machine of Fly's, so that nobody can run a command in it
     * @throws dev.flysnap.problem.FlysnapException if there is no place for the folder
     */
    public static Optional<Spool> open(Map<String, String> environment, RequestHandler handler) {
        return SpoolFiles.folderName(environment)
                .map(name -> open(SpoolFiles.parents(environment), name, handler));
    }

    private static Spool open(List<String> parents, String name, RequestHandler handler) {
        String why = "There is neither /dev/shm nor /tmp.";
        for (String parent : parents) {
            if (Files.isDirectory(Path.of(parent))) {
                try {
                    return open(Path.of(parent, name), handler);
                } catch (IOException e) {
                    why = FailureText.of(e);
                }
            }
        }
        throw AgentProblems.noSpool(name, why).exception();
    }

    private static Spool open(Path path, RequestHandler handler) throws IOException {
        SpoolFolder folder = SpoolFolder.open(path);
        try {
            WatchService watch = path.getFileSystem().newWatchService();
            var _ = path.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            Spool spool = new Spool(folder, watch, handler);
            spool.watching.start();
            return spool;
        } catch (IOException e) {
            folder.close();
            throw e;
        }
    }

    /** Where it is. */
    public Path path() {
        return folder.path();
    }

    private void watchFolder() {
        try {
            boolean goesOn = true;
            while (goesOn) {
                boolean isSomethingLeft = look();
                Optional<WatchKey> key =
                        isSomethingLeft
                                ? Optional.ofNullable(
                                        watch.poll(
                                                BETWEEN_SWEEPS.toMillis(), TimeUnit.MILLISECONDS))
                                : Optional.of(watch.take());
                goesOn = key.isEmpty() || isStillThere(key.get());
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            // It is closed.
        }
    }

    private static boolean isStillThere(WatchKey key) {
        key.pollEvents();
        return key.reset();
    }

    /** Begins what waits, and returns whether to look again soon. */
    private boolean look() {
        try {
            for (Path request : folder.requests()) {
                if (atWork.size() < MAX_WAITING) {
                    begin(SpoolFolder.idOf(request));
                }
            }
            return folder.sweep(Set.copyOf(atWork));
        } catch (IOException e) {
            // Its callers are told nothing, and give up.
            return true;
        }
    }

    private void begin(String id) {
        if (atWork.add(id)) {
            Thread.ofVirtual().name("flysnap-spool-call").start(() -> answer(id));
        }
    }

    private void answer(String id) {
        turns.acquireUninterruptibly();
        try {
            Optional<byte[]> request = folder.claim(id);
            if (request.isPresent()) {
                folder.answer(id, SpooledCall.answer(handler, request.get()), SpooledCall.NO_ROOM);
            }
        } catch (IOException e) {
            // Its caller cannot be told, and gives up.
        } finally {
            turns.release();
            atWork.remove(id);
        }
    }

    @Override
    public void close() {
        watching.interrupt();
        try {
            watch.close();
        } catch (IOException e) {
            // It is of no use any more, either way.
        }
        folder.close();
    }
}
