package org.jarsl.dfk;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/** By what this machine may be reached from others. */
public final class HeadAddresses {
    private HeadAddresses() {}

    /** In words, such as {@code 10.0.0.7 (eth0), 192.168.1.7 (ib0)}. */
    public static String ofThisMachine() {
        List<String> addresses = new ArrayList<>();
        try {
            for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
                for (InetAddress address : network.inetAddresses().toList()) {
                    if (address instanceof Inet4Address && !address.isLoopbackAddress()) {
                        addresses.add(address.getHostAddress() + " (" + network.getName() + ")");
                    }
                }
            }
        } catch (SocketException e) {
            return "its network interfaces cannot be read: " + e.getMessage();
        }
        return addresses.isEmpty() ? "it has none but the loopback's" : String.join(", ", addresses);
    }
}
