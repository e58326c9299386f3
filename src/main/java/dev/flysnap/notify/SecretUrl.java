package dev.flysnap.notify;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/** An address that is a secret: only its host is ever shown. */
public final class SecretUrl {
    private static final Pattern PRIVATE_HOST =
            Pattern.compile(
                    "localhost|127(\\.\\d{1,3}){3}|::1|fdaa:.*|.+\\.internal|.+\\.flycast|fly-local-6pn");

    private final HttpUrl url;

    private SecretUrl(HttpUrl url) {
        this.url = url;
    }

    /**
     * @throws IllegalArgumentException with a sentence for the user that does not repeat the text
     */
    public static SecretUrl parse(String text) {
        HttpUrl url =
                Optional.ofNullable(HttpUrl.parse(text.strip()))
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "that is no URL: it should start with https:// (it is a secret, so it is not repeated here)"));
        if (!url.isHttps()
                && !PRIVATE_HOST.matcher(url.host().toLowerCase(Locale.ROOT)).matches()) {
            throw new IllegalArgumentException(
                    "the URL would be sent to %s in the clear: use https there"
                            .formatted(url.host()));
        }
        return new SecretUrl(url);
    }

    HttpUrl url() {
        return url;
    }

    /** The address with one more part of the path; the query stays. */
    HttpUrl with(String segment) {
        HttpUrl.Builder builder = url.newBuilder();
        // Not "…//fail" where the address ends with a slash.
        return (url.pathSegments().getLast().isEmpty()
                        ? builder.setPathSegment(url.pathSegments().size() - 1, segment)
                        : builder.addPathSegment(segment))
                .build();
    }

    /** Nothing of the secret. */
    @Override
    public String toString() {
        return url.scheme() + "://" + url.host() + "/…";
    }
}
