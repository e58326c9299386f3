package dev.flysnap.portable.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.storage.ListedObject;
import dev.flysnap.storage.s3.S3Address;
import dev.flysnap.storage.s3.S3Bucket;
import dev.flysnap.storage.s3.S3Draft;
import dev.flysnap.storage.s3.S3Server;
import dev.flysnap.storage.s3.S3Upload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class S3StoreTest extends CopyStoreContract {
    private static S3Server server;

    private final S3Address folder = S3Server.newFolder();

    @BeforeAll
    static void start() throws Exception {
        server = S3Server.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected CopyStore store() {
        return new S3Store(bucket());
    }

    private S3Bucket bucket() {
        return S3Bucket.of(folder, server.environment());
    }

    /** Two parts are there when it is killed; its buffer dies with it. */
    @Override
    protected void leaveDraft(ObjectName name) {
        S3Upload upload = bucket().upload(name.value());
        upload.write(new byte[17 << 20], 0, 17 << 20);
    }

    /** A prune takes what has an old mark for dead, and ends it. */
    @Test
    void theMarkOfAnUploadIsWrittenAnewWhileItGoesOn() {
        S3Bucket bucket = bucket();
        byte[] part = new byte[8 << 20];
        try (S3Upload upload = bucket.upload("shop.db")) {
            upload.write(part, 0, part.length);
            upload.write(part, 0, part.length);
            ListedObject first = S3Draft.list(bucket).getFirst().mark();
            for (int i = 0; i < 8; i++) {
                upload.write(part, 0, part.length);
            }
            ListedObject later = S3Draft.list(bucket).getFirst().mark();
            assertEquals(first.name(), later.name());
            assertEquals(
                    2, server.written().stream().filter(it -> it.endsWith(first.name())).count());
        }
        assertEquals(List.of(), S3Draft.list(bucket));
    }

    /** Neither the mark nor its renewal may cost a healthy upload. */
    @Test
    void aBucketThatLetsNothingBeOverwrittenTakesACopyOfAnySize() {
        byte[] part = new byte[8 << 20];
        server.demandConditions(true);
        try (S3Upload upload = bucket().upload("shop.db")) {
            for (int i = 0; i < 10; i++) {
                upload.write(part, 0, part.length);
            }
            assertEquals(1, S3Draft.list(bucket()).size());
            assertTrue(upload.commit());
        } finally {
            server.demandConditions(false);
        }
        assertEquals(List.of(), S3Draft.list(bucket()));
    }

    /** With AWS that takes a permission of its own, which reading and writing do not need. */
    @Test
    void keysThatMayNotListUploadsLeaveNoMarkBehind() {
        server.listUploads(false);
        S3Upload dropped = bucket().upload("dropped.db");
        try (S3Upload kept = bucket().upload("kept.db")) {
            for (S3Upload upload : List.of(kept, dropped)) {
                upload.write(new byte[20 << 20], 0, 20 << 20);
            }
            assertEquals(2, S3Draft.list(bucket()).size());
            assertTrue(kept.commit());
            dropped.close();
            assertEquals(List.of(), S3Draft.list(bucket()));
        } finally {
            server.listUploads(true);
        }
        assertEquals(List.of("kept.db"), bucket().list("").stream().map(it -> it.name()).toList());
    }

    @Test
    void anAddressIsAFolderOfABucketOrAnObjectInIt() {
        Map<String, String> environment = server.environment();
        StoreAddress.Location shop =
                new StoreAddress.Location.Bucket(new S3Address("backups", "shop/"));
        assertEquals(
                new StoreAddress(shop, Optional.empty()),
                StoreAddress.parse("s3://backups/shop/", environment));
        assertEquals(
                new StoreAddress(shop, Optional.of(new ObjectName("app.db"))),
                StoreAddress.parse("s3://backups/shop/app.db", environment));
        assertEquals(
                new StoreAddress(shop, Optional.empty()),
                StoreAddress.parse("s3:///shop/", environment),
                "the bucket of Fly's storage");
        assertEquals(
                new StoreAddress(shop, Optional.empty()),
                StoreAddress.parse("s3://backups/shop", environment).asStore());
        assertEquals(
                StoreAddress.parse("s3://backups/", environment),
                StoreAddress.parse("s3://backups", environment));
        for (String bad :
                List.of("s3://Back/", "s3://b/", "s3://backups//x/", "s3://backups/../")) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> StoreAddress.parse(bad, environment),
                    bad);
        }
        assertThrows(
                IllegalArgumentException.class, () -> StoreAddress.parse("s3:///shop/", Map.of()));
    }
}
