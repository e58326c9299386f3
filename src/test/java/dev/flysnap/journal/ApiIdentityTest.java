package dev.flysnap.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.net.URI;
import org.junit.jupiter.api.Test;

class ApiIdentityTest {
    @Test
    void everyAddressOfOneFlyIsTheSame() {
        assertEquals(ApiIdentity.FLY_IO, of("https://api.machines.dev"));
        assertEquals(ApiIdentity.FLY_IO, of("HTTPS://API.machines.dev:443/"));
        assertEquals(ApiIdentity.FLY_IO, of("http://_api.internal:4280"));
        assertEquals(of("http://127.0.0.1:4280"), of("http://localhost:4280"));
        assertEquals(of("http://127.0.0.1:4280"), of("http://[::1]:4280/"));
        assertEquals(of("https://fly.example"), of("https://fly.example:443"));
    }

    @Test
    void anotherPortHostOrPathIsAnotherFly() {
        assertNotEquals(ApiIdentity.FLY_IO, of("http://127.0.0.1:4280"));
        assertNotEquals(of("http://127.0.0.1:4280"), of("http://127.0.0.1:4281"));
        assertNotEquals(of("https://fly.example"), of("https://fly.example/staging"));
        assertNotEquals(of("https://fly.example"), of("https://other.example"));
    }

    private static ApiIdentity of(String url) {
        return ApiIdentity.of(URI.create(url));
    }
}
