package dev.flysnap.portable.take;

import dev.flysnap.model.RunId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.model.sqlite.CopyMethod;
import dev.flysnap.portable.store.CopyStore;
import dev.flysnap.portable.store.DirectoryStore;
import dev.flysnap.portable.store.Draft;
import dev.flysnap.portable.store.ForwardingStore;
import dev.flysnap.portable.store.ObjectName;
import dev.flysnap.proof.Labels;
import dev.flysnap.seal.AgeKey;
import dev.flysnap.seal.Compression;
import dev.flysnap.seal.Recipient;
import dev.flysnap.seal.Sealing;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * A take that stops in mid-air, to be killed there: {@code SOURCE STORE METHOD STEP TENTH}. Step
 * {@code manifest} is when the content is in place and its manifest is not begun.
 */
public final class ParkedTakeMain {
    public static void main(String[] arguments) {
        CopyStore directory = DirectoryStore.openOrCreate(Path.of(arguments[1]));
        String step = arguments[3];
        int tenth = Integer.parseInt(arguments[4]);
        TakeResult result =
                new Take(
                                request(
                                        new RunId("run_aaaaaaaaaa"),
                                        Path.of(arguments[0]),
                                        CopyMethod.valueOf(arguments[2]),
                                        step.equals("manifest")
                                                ? new WithoutManifests(directory)
                                                : directory),
                                new Parking(step, tenth))
                        .run();
        System.out.println("done " + result.manifest().content());
    }

    static TakeRequest request(RunId run, Path source, CopyMethod method, CopyStore store) {
        return new TakeRequest(
                new CopySource.LocalFile(source),
                Optional.empty(),
                "main",
                run,
                method,
                CheckDepth.QUICK,
                new Sealing(
                        Optional.of(new Compression(1, 0)),
                        List.of(Recipient.parse(AgeKey.OURS.recipient()))),
                Labels.NONE,
                new Destination.InStore(store),
                store.directory().orElseThrow());
    }

    private static void park() {
        System.out.println("parked");
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Parking implements TakeProgress {
        private final String wanted;
        private final int tenth;
        private String step = "";

        Parking(String wanted, int tenth) {
            this.wanted = wanted;
            this.tenth = tenth;
        }

        @Override
        public void step(String text) {
            step = text;
        }

        @Override
        public void copied(long doneBytes, long totalBytes) {
            if (step.contains(wanted) && doneBytes * 10 >= totalBytes * tenth) {
                park();
            }
        }
    }

    private static final class WithoutManifests extends ForwardingStore {
        WithoutManifests(CopyStore store) {
            super(store);
        }

        @Override
        public Draft create(ObjectName name) {
            if (name.value().endsWith(".json")) {
                park();
            }
            return super.create(name);
        }
    }

    private ParkedTakeMain() {}
}
