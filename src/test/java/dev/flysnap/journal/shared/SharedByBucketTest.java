package dev.flysnap.journal.shared;

import dev.flysnap.storage.ConditionalObjects;
import dev.flysnap.storage.s3.S3Address;
import dev.flysnap.storage.s3.S3Bucket;
import dev.flysnap.storage.s3.S3Server;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class SharedByBucketTest extends SharedJournalContract {
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
    protected ConditionalObjects objects() {
        return S3Bucket.of(folder, server.environment());
    }

    @Override
    protected String address() {
        return folder.toString();
    }

    @Override
    protected Map<String, String> environment() {
        return server.environment();
    }
}
