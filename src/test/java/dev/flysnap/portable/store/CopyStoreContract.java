package dev.flysnap.portable.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.problem.FlysnapException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every store has to do. */
abstract class CopyStoreContract {
    protected static final ObjectName NAME = new ObjectName("shop-main it's 100%?.db");

    /** The same store each time, as another process would open it. */
    protected abstract CopyStore store();

    @Test
    void anObjectIsThereOnceItIsCommitted() throws Exception {
        CopyStore store = store();
        assertFalse(store.has(NAME));
        try (Draft draft = store.create(NAME)) {
            draft.stream().write("first ".getBytes(StandardCharsets.UTF_8));
            draft.stream().write("and rest".getBytes(StandardCharsets.UTF_8));
            assertFalse(store().has(NAME), "not yet");
            assertEquals(List.of(), store().list());
            assertTrue(store().drafts().size() <= 1);
            draft.commit();
        }
        assertEquals(List.of(), store().drafts());
        assertTrue(store().has(NAME));
        StoredObject object = store().list().getFirst();
        assertEquals(NAME, object.name());
        assertEquals(14, object.bytes());
        assertTrue(
                Duration.between(object.modifiedAt(), Instant.now()).abs().toMinutes() < 5,
                object.toString());
        assertEquals("first and rest", read(NAME));
    }

    @Test
    void whatIsNotCommittedIsGone() throws Exception {
        try (Draft draft = store().create(NAME)) {
            draft.stream().write(new byte[100_000]);
        }
        assertEquals(List.of(), store().list());
        assertEquals(List.of(), store().drafts());
        FlysnapException e = assertThrows(FlysnapException.class, () -> store().open(NAME));
        assertEquals("copy-absent", e.problem().code());
    }

    @Test
    void nothingIsEverReplaced() throws Exception {
        put(NAME, "mine");
        FlysnapException e = assertThrows(FlysnapException.class, () -> put(NAME, "yours"));
        assertEquals("copy-exists", e.problem().code());
        assertEquals("mine", read(NAME));
        assertEquals(List.of(), store().drafts());
    }

    @Test
    void ofManyWhoWantOneNameOneGetsIt() throws Exception {
        AtomicInteger kept = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    put(NAME, "x");
                                    kept.incrementAndGet();
                                } catch (FlysnapException e) {
                                    refused.incrementAndGet();
                                } catch (IOException e) {
                                    throw new IllegalStateException(e);
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(1, kept.get());
        assertEquals(7, refused.get());
    }

    @Test
    void whatIsDeletedIsGoneAndMayBeDeletedAgain() throws Exception {
        put(NAME, "x");
        put(new ObjectName("other"), "y");
        store().delete(NAME);
        store().delete(NAME);
        assertEquals(
                List.of(new ObjectName("other")),
                store().list().stream().map(StoredObject::name).toList());
    }

    @Test
    void whatADeadProcessLeftCanBeFoundAndDeleted() throws Exception {
        leaveDraft(NAME);
        List<StoredObject> drafts = store().drafts();
        assertEquals(1, drafts.size(), drafts.toString());
        assertEquals(List.of(), store().list());
        put(NAME, "later");
        store().deleteDraft(drafts.getFirst());
        assertEquals(List.of(), store().drafts());
        assertEquals("later", read(NAME));
    }

    /** As a process that is killed while it writes. */
    protected abstract void leaveDraft(ObjectName name) throws IOException;

    private void put(ObjectName name, String text) throws IOException {
        try (Draft draft = store().create(name);
                OutputStream out = draft.stream()) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            draft.commit();
        }
    }

    private String read(ObjectName name) throws IOException {
        try (InputStream in = store().open(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
