package dev.flysnap.journal.shared;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.Lock;
import dev.flysnap.journal.LockKey;
import dev.flysnap.journal.RunEvent;
import dev.flysnap.journal.RunKind;
import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.storage.Condition;
import dev.flysnap.storage.ConditionalObjects;
import dev.flysnap.storage.ListedObject;
import dev.flysnap.storage.SmallObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * Stops between writing an event here and in the store, to be killed there: {@code STORE STATE}.
 */
public final class ParkedWriterMain {
    private static final AppName SHOP = new AppName("shop");
    private static final RunId RUN = new RunId("run_0000000001");

    public static void main(String[] arguments) {
        Parking objects = new Parking(Team.objects(arguments[0]));
        try (Journal journal = Team.journal(Path.of(arguments[1]), objects)) {
            var _ = journal.start(RUN, RunKind.CREATE, SHOP, Json.Obj.empty());
            try (Lock _ = journal.lock(LockKey.ofApp(SHOP), RUN)) {
                objects.isParking = true;
                journal.add(RUN, new RunEvent.Intended(new Json.Str("step")));
            }
        }
    }

    private static final class Parking implements ConditionalObjects {
        private final ConditionalObjects objects;
        private boolean isParking;

        Parking(ConditionalObjects objects) {
            this.objects = objects;
        }

        @Override
        public String where() {
            return objects.where();
        }

        @Override
        public List<ListedObject> list(String from) {
            return objects.list(from);
        }

        @Override
        public Optional<SmallObject> read(String name) {
            return objects.read(name);
        }

        @Override
        public Optional<String> put(String name, byte[] bytes, Condition condition) {
            if (isParking) {
                System.out.println("parked");
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return objects.put(name, bytes, condition);
        }

        @Override
        public void delete(String name) {
            objects.delete(name);
        }
    }

    private ParkedWriterMain() {}
}
