package dev.flysnap.hook.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Passes bytes from a port on loopback to another, as {@code fly proxy} does over WireGuard. */
public final class StandInProxy {
    /** Arguments: {@code LOCAL:REMOTE} as fly proxy gets it, and the port to pass on to. */
    public static void main(String[] arguments) throws IOException {
        int local = Integer.parseInt(arguments[0].split(":", 2)[0]);
        int target = Integer.parseInt(arguments[1]);
        InetAddress here = InetAddress.getLoopbackAddress();
        try (ServerSocket server = new ServerSocket(local, 10, here)) {
            while (true) {
                Socket from = server.accept();
                Socket to = new Socket(here, target);
                pass(from, to);
                pass(to, from);
            }
        }
    }

    private static void pass(Socket from, Socket to) {
        Thread.ofPlatform()
                .start(() -> {
                    try (from;
                            to) {
                        from.getInputStream().transferTo(to.getOutputStream());
                    } catch (IOException e) {
                        // One side closed: so does the other.
                    }
                });
    }

    private StandInProxy() {}
}
