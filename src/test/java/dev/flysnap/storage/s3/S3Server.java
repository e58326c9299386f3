package dev.flysnap.storage.s3;

import java.lang.reflect.Field;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.AbstractNio2BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.gaul.shaded.org.eclipse.jetty.io.Content;
import org.gaul.shaded.org.eclipse.jetty.server.Handler;
import org.gaul.shaded.org.eclipse.jetty.server.Request;
import org.gaul.shaded.org.eclipse.jetty.server.Response;
import org.gaul.shaded.org.eclipse.jetty.server.Server;
import org.gaul.shaded.org.eclipse.jetty.util.Callback;

/** A real S3 server on loopback, with one bucket, its objects in memory. */
public final class S3Server implements AutoCloseable {
    public static final String BUCKET = "backups";
    public static final String KEY_ID = "AKIATESTKEYID";
    public static final String SECRET = "a-secret-that-is-never-printed";
    private static final AtomicInteger FOLDERS = new AtomicInteger();

    private static final String REFUSAL =
            "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>no</Message></Error>";

    private final S3Proxy proxy;
    private final TransientNio2BlobStore objects;
    private final List<String> written = new CopyOnWriteArrayList<>();
    private volatile boolean demandsConditions;
    private volatile boolean knowsConditions = true;
    private volatile boolean listsUploads = true;

    private static final String NOT_IMPLEMENTED =
            "<?xml version=\"1.0\"?><Error><Code>NotImplemented</Code><Message>a header</Message></Error>";

    private S3Server(S3Proxy proxy, TransientNio2BlobStore objects) {
        this.proxy = proxy;
        this.objects = objects;
    }

    public static S3Server start() throws Exception {
        TransientNio2BlobStore objects = new TransientNio2BlobStore();
        var _ = objects.createContainer(BUCKET);
        S3Proxy proxy =
                S3Proxy.builder()
                        .blobStore(objects)
                        .endpoint(URI.create("http://127.0.0.1:0"))
                        .awsAuthentication(AuthenticationType.AWS_V4, KEY_ID, SECRET)
                        .build();
        S3Server server = new S3Server(proxy, objects);
        server.oneConditionalWriteAtATime();
        proxy.start();
        return server;
    }

    /** Whether a policy of the bucket refuses what might overwrite an object. */
    public void demandConditions(boolean demands) {
        demandsConditions = demands;
    }

    /** Whether it answers what has a condition as one that knows none. */
    public void knowConditions(boolean knows) {
        knowsConditions = knows;
    }

    /** Whether its keys may list unfinished uploads, which takes a permission of its own. */
    public void listUploads(boolean lists) {
        listsUploads = lists;
    }

    /** As if the object had been written that long ago. */
    public void age(String key, Duration age) throws Exception {
        Field root = AbstractNio2BlobStore.class.getDeclaredField("root");
        root.setAccessible(true);
        Files.setLastModifiedTime(
                ((Path) root.get(objects)).resolve(BUCKET).resolve(key),
                FileTime.from(Instant.now().minus(age)));
    }

    /** The paths of all objects that were written, or were to be. */
    public List<String> written() {
        return List.copyOf(written);
    }

    /**
     * @return whether it is refused
     */
    private boolean refuses(Request request) {
        if (request.getMethod().equals("GET")
                && request.getHttpURI().asString().contains("?uploads")) {
            return !listsUploads;
        }
        if (!request.getMethod().equals("PUT")) {
            return false;
        }
        written.add(request.getHttpURI().getPath());
        return demandsConditions
                && !request.getHeaders().contains("If-None-Match")
                && !request.getHttpURI().asString().contains("uploadId=");
    }

    /** Reads have them, too, and those everybody knows. */
    private static boolean hasCondition(Request request) {
        return Set.of("PUT", "POST").contains(request.getMethod())
                && Stream.of("If-None-Match", "If-Match").anyMatch(request.getHeaders()::contains);
    }

    /** As an S3 does it; this server looks at a version first and writes then. */
    private void oneConditionalWriteAtATime() throws Exception {
        Field field = S3Proxy.class.getDeclaredField("server");
        field.setAccessible(true);
        Server jetty = (Server) field.get(proxy);
        Handler all = jetty.getHandler();
        jetty.setHandler(
                new Handler.Wrapper(all) {
                    @Override
                    public boolean handle(Request request, Response response, Callback callback)
                            throws Exception {
                        if (!knowsConditions && hasCondition(request)) {
                            response.setStatus(501);
                            Content.Sink.write(response, true, NOT_IMPLEMENTED, callback);
                            return true;
                        }
                        if (refuses(request)) {
                            response.setStatus(403);
                            Content.Sink.write(response, true, REFUSAL, callback);
                            return true;
                        }
                        if (!request.getHeaders().contains("If-Match")) {
                            return super.handle(request, response, callback);
                        }
                        synchronized (all) {
                            return super.handle(request, response, callback);
                        }
                    }
                });
    }

    public int port() {
        return proxy.getPort();
    }

    /** As Fly's storage sets it in a machine. */
    public Map<String, String> environment() {
        return environment(port());
    }

    /** The same through something in between. */
    public static Map<String, String> environment(int port) {
        Map<String, String> environment = new HashMap<>();
        environment.put("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:" + port);
        environment.put("AWS_REGION", "auto");
        environment.put("AWS_ACCESS_KEY_ID", KEY_ID);
        environment.put("AWS_SECRET_ACCESS_KEY", SECRET);
        environment.put("BUCKET_NAME", BUCKET);
        return environment;
    }

    /** One that nobody used. */
    public static S3Address newFolder() {
        return new S3Address(BUCKET, "test-%d/".formatted(FOLDERS.incrementAndGet()));
    }

    @Override
    public void close() {
        try {
            proxy.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
