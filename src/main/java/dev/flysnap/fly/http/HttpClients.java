package dev.flysnap.fly.http;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;

/** What all HTTP clients have in common, and takes longest to make. */
public final class HttpClients {
    private static final Map<Boolean, OkHttpClient> COMMON = new ConcurrentHashMap<>();

    /**
     * To be taken as the base of another one. Without TLS, java does not read a hundred
     * certificates of which none is asked for.
     */
    public static OkHttpClient common(boolean tls) {
        return COMMON.computeIfAbsent(
                tls,
                _ ->
                        new OkHttpClient.Builder()
                                .connectionSpecs(
                                        List.of(
                                                tls
                                                        ? ConnectionSpec.MODERN_TLS
                                                        : ConnectionSpec.CLEARTEXT))
                                .build());
    }

    private HttpClients() {}
}
