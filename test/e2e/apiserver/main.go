// Command apiserver is etcd and kube-apiserver in one process: the first argument is etcd's folder, the others are
// flags of kube-apiserver. It lives as long as its standard input is open, so that it never outlives its starter.
package main

import (
	"io"
	"log"
	"net/url"
	"os"
	"path/filepath"

	"go.etcd.io/etcd/server/v3/embed"
	"k8s.io/component-base/cli"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

func main() {
	folder, flags := os.Args[1], os.Args[2:]
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	clients := socket(folder, "etcd.sock")
	if err := startEtcd(folder, clients); err != nil {
		log.Fatal(err)
	}
	server := app.NewAPIServerCommand()
	server.SetArgs(append(flags, "--etcd-servers="+clients.String()))
	os.Exit(cli.Run(server))
}

func startEtcd(folder string, clients url.URL) error {
	config := embed.NewConfig()
	config.Dir = filepath.Join(folder, "data")
	config.LogLevel = "error"
	config.UnsafeNoFsync = true
	// What it advertises stays the default: nobody asks, and a path would not do.
	config.ListenClientUrls = []url.URL{clients}
	config.ListenPeerUrls = []url.URL{socket(folder, "peer.sock")}
	etcd, err := embed.StartEtcd(config)
	if err != nil {
		return err
	}
	select {
	case <-etcd.Server.ReadyNotify():
		return nil
	case err := <-etcd.Err():
		return err
	}
}

// socket is the address of a Unix socket: nobody else reaches it, and it takes no port.
func socket(folder, name string) url.URL {
	return url.URL{Scheme: "unix", Path: filepath.Join(folder, name)}
}
