# Serves one application. The files come from where the catalogue's other files do:
#
#   class { 'junicorn':
#     jar => 'puppet:///modules/shop/launcher.jar',
#     war => 'puppet:///modules/shop/shop.war',
#   }
#
# @param jar where launcher.jar is
# @param war where the application is
# @param settings what stands in junicorn.properties; every setting can
# @param user who runs the server
# @param java_package the package with Java 17 or newer
class junicorn (
  String $jar,
  String $war,
  Hash[String, Variant[String, Integer, Boolean]] $settings = {
    'app'                 => '/opt/junicorn/app.war',
    'bind'                => '0.0.0.0:8080',
    'workers'             => 2,
    'max_requests'        => 100000,
    'max_requests_jitter' => 10000,
    'graceful_timeout'    => '30s',
    'work_dir'            => '/var/lib/junicorn',
  },
  String $user = 'junicorn',
  String $java_package = 'openjdk-17-jre-headless',
) {
  package { $java_package:
    ensure => installed,
  }

  user { $user:
    ensure     => present,
    system     => true,
    home       => '/var/lib/junicorn',
    managehome => true,
    shell      => '/usr/sbin/nologin',
  }

  file { ['/opt/junicorn', '/etc/junicorn']:
    ensure  => directory,
    owner   => 'root',
    group   => $user,
    mode    => '0750',
    require => User[$user],
  }

  file { '/opt/junicorn/launcher.jar':
    ensure => file,
    source => $jar,
    owner  => 'root',
    group  => $user,
    mode   => '0640',
    notify => Service['junicorn'],
  }

  file { '/opt/junicorn/app.war':
    ensure => file,
    source => $war,
    owner  => 'root',
    group  => $user,
    mode   => '0640',
    notify => Exec['reload junicorn'],
  }

  # What does not hold together is never put in place.
  file { '/etc/junicorn/junicorn.properties':
    ensure       => file,
    content      => epp('junicorn/junicorn.properties.epp', { 'settings' => $settings }),
    owner        => 'root',
    group        => $user,
    mode         => '0640',
    validate_cmd => '/usr/bin/java -jar /opt/junicorn/launcher.jar --print-config --config %',
    require      => [Package[$java_package], File['/opt/junicorn/launcher.jar', '/opt/junicorn/app.war']],
    notify       => Exec['reload junicorn'],
  }

  file { '/etc/systemd/system/junicorn.service':
    ensure  => file,
    content => epp('junicorn/junicorn.service.epp', { 'user' => $user }),
    owner   => 'root',
    group   => 'root',
    mode    => '0644',
    notify  => Service['junicorn'],
  }

  service { 'junicorn':
    ensure  => running,
    enable  => true,
    require => File['/etc/junicorn/junicorn.properties', '/etc/systemd/system/junicorn.service'],
  }

  # Loses no request; the old workers go on if the new ones do not get ready.
  exec { 'reload junicorn':
    command     => 'systemctl reload junicorn',
    path        => ['/usr/bin', '/bin'],
    refreshonly => true,
    require     => Service['junicorn'],
  }
}
