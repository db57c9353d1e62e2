default['junicorn']['user'] = 'junicorn'
default['junicorn']['java_package'] = 'openjdk-17-jre-headless'

# Files in files/default of this cookbook.
default['junicorn']['jar'] = 'launcher.jar'
default['junicorn']['war'] = 'app.war'

# junicorn.json; every setting can stand here.
default['junicorn']['settings'] = {
  'app' => '/opt/junicorn/app.war',
  'bind' => '0.0.0.0:8080',
  'workers' => 2,
  'max_requests' => 100_000,
  'max_requests_jitter' => 10_000,
  'graceful_timeout' => '30s',
  'work_dir' => '/var/lib/junicorn',
}
